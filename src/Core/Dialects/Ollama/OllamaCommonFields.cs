using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>The fields that conversations and single prompts have in common, the gateway's extensions among them.</summary>
internal static class OllamaCommonFields
{
    private const string Options = "options";
    private const int MostTopLogprobs = 20;

    /// <summary>The fields that have a canonical counterpart.</summary>
    public static IReadOnlyList<string> Mapped { get; } =
        ["model", "stream", "format", Options, "think", "logprobs", "top_logprobs", "provider", "models", "task_type", "user_id", "sandbox"];

    public static ChatRequest Read(OllamaObject body, IReadOnlyList<ChatMessage> messages, IReadOnlySet<string> known)
    {
        OllamaKeepAlive.Check(body);
        ChatRequest request = new()
        {
            Model = body.String("model"),
            Messages = messages,

            // Ollama streams unless it is told not to.
            Stream = body.Boolean("stream") ?? true,
            Logprobs = body.Boolean("logprobs"),
            TopLogprobs = (int?)body.Integer("top_logprobs", 0, MostTopLogprobs),
            ResponseFormat = OllamaFormatReader.Read(body),
            Provider = body.String("provider"),
            Models = body.Value("models") is null ? null : [.. body.Items("models").Select(Model)],
            TaskType = body.String("task_type"),
            UserId = body.String("user_id"),
            Sandbox = body.Value("sandbox"),
            Extra = body.Others(known),
            IsForeign = true,
        };
        if (string.IsNullOrWhiteSpace(request.Model) && request.Models is not { Count: > 0 })
        {
            throw OllamaRefusals.Missing("model");
        }

        OllamaThinkReader.Read(body, request);
        if (body.Object(Options) is { } options && OllamaOptionsReader.Read(options, request) is { } others)
        {
            (request.Extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[Options] = others;
        }

        return request;
    }

    private static string Model(JsonElement item, int index) =>
        item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString())
            ? item.GetString()!
            : throw OllamaRefusals.WrongType($"models[{index}]", "the name of a model", item);
}
