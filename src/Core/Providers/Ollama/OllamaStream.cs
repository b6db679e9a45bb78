using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Ollama;

/// <summary>Translates the lines of a streamed answer; tool calls come whole, the last line has the counts.</summary>
internal sealed class OllamaStream : IStreamTranslator
{
    private bool _started;
    private int _toolCalls;

    public bool IsComplete { get; private set; }

    // The counts come with the last line only.
    public ChatUsage? UsageSoFar => null;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (IsComplete || frame.Data.IsEmpty)
        {
            return [];
        }

        if (JsonBody.TryParse(frame.Data) is not { ValueKind: JsonValueKind.Object } line)
        {
            throw UpstreamErrors.Malformed("a line that is not a JSON object");
        }

        OllamaError.ThrowIfError(line);
        string model = line.String("model") ?? "";
        List<ChatChunk> chunks = [];
        if (line.Object("message") is { } message && Delta(message) is { } delta)
        {
            chunks.Add(Chunk(model, delta, logprobs: OllamaLogprobs.FromUpstream(line)));
        }

        if (line.Boolean("done") is true)
        {
            IsComplete = true;
            chunks.Add(Chunk(model, Begin(new ChatDelta()), OllamaFinishReason.FromUpstream(line, _toolCalls > 0)));
            if (OllamaUsage.FromUpstream(line) is { } usage)
            {
                chunks.Add(new ChatChunk { Model = model, Usage = usage });
            }
        }

        return chunks;
    }

    public IReadOnlyList<ChatChunk> Complete() => throw UpstreamErrors.Cut();

    private static ChatChunk Chunk(string model, ChatDelta delta, string? finishReason = null, JsonElement? logprobs = null) => new()
    {
        Model = model,
        Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason, Logprobs = logprobs }],
    };

    private ChatDelta? Delta(JsonElement message)
    {
        IReadOnlyList<ToolCall> calls = OllamaToolCalls.Read(message, _toolCalls, indexed: true);
        _toolCalls += calls.Count;
        ChatDelta delta = new()
        {
            Content = NullIfEmpty(message.String("content")),
            ReasoningContent = NullIfEmpty(message.String("thinking")),
            ToolCalls = calls.Count > 0 ? calls : null,
        };
        return delta is { Content: null, ReasoningContent: null, ToolCalls: null } ? null : Begin(delta);
    }

    private ChatDelta Begin(ChatDelta delta)
    {
        if (!_started)
        {
            _started = true;
            delta.Role = "assistant";
        }

        return delta;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
