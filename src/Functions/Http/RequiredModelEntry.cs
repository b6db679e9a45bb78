using LlmFunctions.ModelManagement;

namespace LlmFunctions.Functions.Http;

/// <summary>A required model, as the management API shows it.</summary>
public sealed record RequiredModelEntry
{
    public required string Model { get; init; }

    /// <summary><c>missing</c>, <c>pulling</c>, <c>present</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>Bytes that are there.</summary>
    public long? Completed { get; init; }

    /// <summary>Bytes of all parts that are known of.</summary>
    public long? Total { get; init; }

    public string? Message { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static RequiredModelEntry Of(RequiredModel model) => new()
    {
        Model = model.Model,
        State = model.State.ToString().ToLowerInvariant(),
        Completed = model.Completed,
        Total = model.Total,
        Message = model.Message,
        UpdatedAt = model.UpdatedAt,
    };
}
