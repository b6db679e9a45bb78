using System.Text.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>The gateway's own request fields, which have the same names in every dialect.</summary>
internal sealed record OllamaExtensions
{
    /// <summary>The names of these fields.</summary>
    public static IReadOnlyList<string> Names { get; } = ["provider", "models", "task_type", "user_id", "sandbox"];

    public string? Provider { get; private init; }

    public IReadOnlyList<string>? Models { get; private init; }

    public string? TaskType { get; private init; }

    public string? UserId { get; private init; }

    public JsonElement? Sandbox { get; private init; }

    public static OllamaExtensions Read(OllamaObject body) => new()
    {
        Provider = body.String("provider"),
        Models = body.Value("models") is null ? null : [.. body.Items("models").Select(Model)],
        TaskType = body.String("task_type"),
        UserId = body.String("user_id"),
        Sandbox = body.Value("sandbox"),
    };

    /// <summary>The model; it may be missing where a chain of models is given.</summary>
    public static string? RequiredModel(OllamaObject body, OllamaExtensions extensions)
    {
        string? model = body.String("model");
        return string.IsNullOrWhiteSpace(model) && extensions.Models is not { Count: > 0 } ? throw OllamaRefusals.Missing("model") : model;
    }

    private static string Model(JsonElement item, int index) =>
        item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString())
            ? item.GetString()!
            : throw OllamaRefusals.WrongType($"models[{index}]", "the name of a model", item);
}
