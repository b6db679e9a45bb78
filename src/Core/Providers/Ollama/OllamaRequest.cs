using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Writes the body of <c>POST /api/chat</c>.</summary>
internal static class OllamaRequest
{
    private const string Path = "api/chat";

    public static IReadOnlyList<JsonEdit> Extensions { get; } =
        [.. new[] { "provider", "models", "task_type", "user_id", "sandbox" }.Select(JsonEdit.Remove)];

    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        OllamaLimits.Check(request);
        SortedSet<string> dropped = new(StringComparer.Ordinal);
        OllamaLimits.CollectDropped(request, dropped);
        ReadOnlyMemory<byte> body = JsonBody.Write(writer => Write(writer, request, target, dropped));
        return new UpstreamRequest { Path = Path, Body = body, Dropped = [.. dropped] };
    }

    /// <summary>The client speaks this dialect: only the model's name and the gateway's extensions are changed.</summary>
    public static UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, UpstreamTarget target) =>
        new() { Path = Path, Body = JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("model", target.Model), .. Extensions]) };

    private static void Write(Utf8JsonWriter writer, ChatRequest request, UpstreamTarget target, ISet<string> dropped)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, target.Model);
        OllamaMessages.Write(writer, request.Messages, dropped);
        OllamaTools.WriteDefinitions(writer, request, dropped);
        OllamaFormat.Write(writer, request);
        OllamaOptions.Write(writer, request);

        // Ollama streams unless it is told not to.
        writer.WriteBoolean("stream"u8, request.IsStreaming);
        OllamaThink.Write(writer, request, dropped);
        if (request.Logprobs is { } logprobs)
        {
            writer.WriteBoolean("logprobs"u8, logprobs);
        }

        if (request.TopLogprobs is { } topLogprobs)
        {
            writer.WriteNumber("top_logprobs"u8, topLogprobs);
        }

        foreach (string name in OllamaLimits.PassedOn)
        {
            if (request.Extra?.TryGetValue(name, out JsonElement value) is true)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
