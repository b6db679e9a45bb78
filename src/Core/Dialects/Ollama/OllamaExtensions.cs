using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>The model, and the gateway's own request fields, which have the same names in every dialect.</summary>
internal static class OllamaExtensions
{
    /// <summary>The names of these fields.</summary>
    public static IReadOnlyList<string> Names { get; } = ["model", "provider", "models", "task_type", "user_id", "sandbox"];

    public static void Read(OllamaObject body, IModelRequest request)
    {
        request.Models = body.Value("models") is null ? null : [.. body.Items("models").Select(Model)];
        request.Model = body.String("model");
        request.Provider = body.String("provider");
        request.TaskType = body.String("task_type");
        request.UserId = body.String("user_id");
        request.Sandbox = body.Value("sandbox");
        if (string.IsNullOrWhiteSpace(request.Model) && request.Models is not { Count: > 0 })
        {
            throw OllamaRefusals.Missing("model");
        }
    }

    private static string Model(JsonElement item, int index) =>
        item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString())
            ? item.GetString()!
            : throw OllamaRefusals.WrongType($"models[{index}]", "the name of a model", item);
}
