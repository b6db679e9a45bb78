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
        ["stream", "format", Options, "think", "logprobs", "top_logprobs", .. OllamaExtensions.Names];

    public static ChatRequest Read(OllamaObject body, IReadOnlyList<ChatMessage> messages, IReadOnlySet<string> known)
    {
        OllamaKeepAlive.Check(body);
        ChatRequest request = new()
        {
            Messages = messages,

            // Ollama streams unless it is told not to.
            Stream = body.Boolean("stream") ?? true,
            Logprobs = body.Boolean("logprobs"),
            TopLogprobs = (int?)body.Integer("top_logprobs", 0, MostTopLogprobs),
            ResponseFormat = OllamaFormatReader.Read(body),
            Extra = body.Others(known),
            IsForeign = true,
        };
        OllamaExtensions.Read(body, request);
        OllamaThinkReader.Read(body, request);
        if (body.Object(Options) is { } options && OllamaOptionsReader.Read(options, request) is { } others)
        {
            (request.Extra ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[Options] = others;
        }

        return request;
    }
}
