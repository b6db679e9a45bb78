namespace LlmFunctions.ModelManagement;

/// <summary>What is known of a required model since it was last checked.</summary>
public sealed record RequiredModel
{
    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required RequiredModelState State { get; init; }

    /// <summary>Bytes that are there, of all parts that are known of; null while nothing is fetched.</summary>
    public long? Completed { get; init; }

    /// <summary>Bytes of all parts that are known of: the provider names a part when it begins with it.</summary>
    public long? Total { get; init; }

    /// <summary>What the provider does, or why it failed.</summary>
    public string? Message { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
