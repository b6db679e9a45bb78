using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Reads a streamed answer (https://docs.cohere.com/docs/streaming).</summary>
internal sealed class CohereStream : IStreamTranslator
{
    private readonly CohereStreamToolCalls _calls = new();
    private string _id = "";
    private bool _begun;

    public bool IsComplete { get; private set; }

    // The counts come with the last event only.
    public ChatUsage? UsageSoFar => null;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (IsComplete || frame.Data.IsEmpty || frame.Data.Span.SequenceEqual("[DONE]"u8))
        {
            return [];
        }

        if (JsonBody.TryParse(frame.Data) is not { ValueKind: JsonValueKind.Object } data)
        {
            throw UpstreamErrors.Malformed("a stream event that is not JSON");
        }

        JsonElement? message = data.Object("delta")?.Object("message");
        switch (data.String("type"))
        {
            case "message-start":
                _id = data.String("id") ?? _id;
                return [];
            case "content-start" or "content-delta":
                return Content(data, message?.Object("content"));
            case "tool-plan-delta":
                return Chunks(Text(message?.String("tool_plan")));
            case "tool-call-start":
                return Chunks(_calls.Start(Index(data), message?.Object("tool_calls")));
            case "tool-call-delta":
                return Chunks(_calls.Add(Index(data), message?.Object("tool_calls")));
            case "tool-call-end":
                return Chunks(_calls.Finish(Index(data)));
            case "citation-start":
                return Chunks(Citation(message?.Property("citations")));
            case "message-end":
                return End(data.Object("delta") ?? default);
            case null or "error" when CohereError.Message(data) is not null:
                throw CohereError.Reported(data);
            default:
                // Ends of content and citations, debugging, what is still to come.
                return [];
        }
    }

    public IReadOnlyList<ChatChunk> Complete() => throw UpstreamErrors.Cut();

    private static long Index(JsonElement data) => data.Int64("index") ?? 0;

    private static ChatDelta? Text(string? text) => string.IsNullOrEmpty(text) ? null : new ChatDelta { Content = text };

    /// <summary>A citation as a list of one, as it is in a whole answer.</summary>
    private static ChatDelta? Citation(JsonElement? citations) => citations switch
    {
        { ValueKind: JsonValueKind.Array } list => Citations(list),
        { ValueKind: JsonValueKind.Object } one => Citations(JsonElement.Parse(JsonBody.Write(writer =>
        {
            writer.WriteStartArray();
            one.WriteTo(writer);
            writer.WriteEndArray();
        }).Span)),
        _ => null,
    };

    private static ChatDelta Citations(JsonElement list) => new() { Extra = new Dictionary<string, JsonElement> { ["citations"] = list } };

    private IReadOnlyList<ChatChunk> Content(JsonElement data, JsonElement? content)
    {
        string? text = content?.String("text");
        string? thinking = content?.String("thinking");
        JsonElement? logprobs = data.Object("logprobs") is { } entry ? CohereLogprobs.FromUpstream([entry]) : null;
        return string.IsNullOrEmpty(text) && string.IsNullOrEmpty(thinking) && logprobs is null
            ? []
            : [Chunk(Begin(new ChatDelta { Content = NullIfEmpty(text), ReasoningContent = NullIfEmpty(thinking) }), logprobs: logprobs)];
    }

    private List<ChatChunk> End(JsonElement delta)
    {
        string? reason = delta.String("finish_reason");
        CohereError.ThrowIfFailed(reason, delta.String("error"));
        IsComplete = true;
        List<ChatChunk> chunks = [.. _calls.FinishAll().Select(call => Chunk(Begin(call)))];
        chunks.Add(Chunk(Begin(new ChatDelta()), CohereFinishReason.FromUpstream(reason ?? "COMPLETE", _calls.Any)));
        if (CohereUsage.FromUpstream(delta.Object("usage")) is { } usage)
        {
            chunks.Add(new ChatChunk { Id = _id, Usage = usage });
        }

        return chunks;
    }

    private IReadOnlyList<ChatChunk> Chunks(ChatDelta? delta) => delta is null ? [] : [Chunk(Begin(delta))];

    private ChatDelta Begin(ChatDelta delta)
    {
        if (!_begun)
        {
            _begun = true;
            delta.Role = "assistant";
        }

        return delta;
    }

    private ChatChunk Chunk(ChatDelta delta, string? finishReason = null, JsonElement? logprobs = null) => new()
    {
        Id = _id,
        Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason, Logprobs = logprobs }],
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
