using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Reads a streamed answer (https://platform.claude.com/docs/en/build-with-claude/streaming).</summary>
internal sealed class AnthropicStream : IStreamTranslator
{
    private readonly AnthropicUsage _usage = new();
    private readonly Dictionary<long, AnthropicStreamBlock> _blocks = [];
    private readonly RepeatedEvent _texts = new(("delta", 1), ("text", 2));
    private string _id = "";
    private string _model = "";
    private string? _stopReason;
    private int _calls;
    private bool _begun;

    public bool IsComplete { get; private set; }

    public ChatUsage? UsageSoFar => _usage.ToCanonical();

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (_texts.TextOf(frame.Data.Span) is { Length: > 0 } text)
        {
            return Chunks(new ChatDelta { Content = text });
        }

        if (JsonBody.TryParse(frame.Data) is not { ValueKind: JsonValueKind.Object } data)
        {
            throw UpstreamErrors.Malformed("a stream event that is not JSON");
        }

        // The event's name is in its data too; events of other types (ping, what is still to come) carry nothing.
        return data.String("type") switch
        {
            "message_start" => Start(data.Object("message")),
            "content_block_start" => StartBlock(data),
            "content_block_delta" => Chunks(Add(frame, data)),
            "content_block_stop" => Chunks(Block(data).Finish()),
            "message_delta" => Change(data),
            "message_stop" => End(),
            "error" => throw AnthropicError.InStream(data),
            _ => [],
        };
    }

    // Nothing can follow the reason why the answer ended: only the event that says so once more is missing.
    public IReadOnlyList<ChatChunk> Complete() => _stopReason is null ? throw UpstreamErrors.Cut() : End();

    private IReadOnlyList<ChatChunk> Start(JsonElement? message)
    {
        _id = message?.String("id") ?? _id;
        _model = message?.String("model") ?? _model;
        _usage.Add(message?.Object("usage"));
        return [];
    }

    private IReadOnlyList<ChatChunk> StartBlock(JsonElement data)
    {
        JsonElement content = data.Object("content_block") ?? default;
        bool isCall = AnthropicStreamBlock.IsCall(content);
        AnthropicStreamBlock block = new(content, isCall ? _calls++ : -1);
        _blocks[Index(data)] = block;
        return Chunks(block.Start());
    }

    private ChatDelta? Add(StreamFrame frame, JsonElement data)
    {
        ChatDelta? delta = Block(data).Add(data.Object("delta") ?? default);
        if (delta?.Content is { } text)
        {
            // Of a text nothing is kept, so the next one need not come by here.
            _texts.Remember(frame.Data.Span, text);
        }

        return delta;
    }

    private IReadOnlyList<ChatChunk> Change(JsonElement data)
    {
        JsonElement? delta = data.Object("delta");
        _usage.Add(data.Object("usage"));
        _stopReason = delta?.String("stop_reason") ?? _stopReason;
        return Chunks(delta?.Object("stop_details")?.String("explanation") is { } text ? new ChatDelta { Refusal = text } : null);
    }

    private List<ChatChunk> End()
    {
        IsComplete = true;
        ChatDelta delta = Begin(new ChatDelta());
        List<ChatChunk> chunks = [Chunk(delta, AnthropicFinishReason.FromUpstream(_stopReason ?? "end_turn", _calls > 0))];
        if (_usage.ToCanonical() is { } usage)
        {
            chunks.Add(new ChatChunk { Id = _id, Model = _model, Usage = usage });
        }

        return chunks;
    }

    private AnthropicStreamBlock Block(JsonElement data)
    {
        if (!_blocks.TryGetValue(Index(data), out AnthropicStreamBlock? block))
        {
            block = new AnthropicStreamBlock(default, -1);
            _blocks[Index(data)] = block;
        }

        return block;
    }

    private IReadOnlyList<ChatChunk> Chunks(ChatDelta? delta) => delta is null ? [] : [Chunk(Begin(delta), null)];

    // The role comes with the first piece of the answer, not before: until then another provider may still be tried.
    private ChatDelta Begin(ChatDelta delta)
    {
        if (!_begun)
        {
            _begun = true;
            delta.Role = "assistant";
        }

        return delta;
    }

    private ChatChunk Chunk(ChatDelta delta, string? finishReason) => new()
    {
        Id = _id,
        Model = _model,
        Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }],
    };

    private static long Index(JsonElement data) => data.Int64("index") ?? 0;
}
