using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Reads the events of a streamed answer: <c>messageStop</c> ends the answer, <c>metadata</c> comes after it and ends the stream.</summary>
internal sealed class BedrockStream : IStreamTranslator
{
    private readonly Dictionary<long, BedrockStreamBlock> _blocks = [];
    private Dictionary<string, JsonElement>? _extra;
    private int _calls;
    private bool _begun;
    private bool _stopped;

    public bool IsComplete { get; private set; }

    // The usage comes last, and with it the end.
    public ChatUsage? UsageSoFar => null;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (frame.Event?.StartsWith(EventStreamFrameReader.ErrorPrefix, StringComparison.Ordinal) == true)
        {
            throw BedrockError.InStream(frame.Event[EventStreamFrameReader.ErrorPrefix.Length..], frame.Data);
        }

        JsonElement data = JsonBody.TryParse(frame.Data) ?? throw UpstreamErrors.Malformed("a stream event that is not JSON");
        return frame.Event switch
        {
            "contentBlockStart" => Chunks(Start(data)),
            "contentBlockDelta" => Chunks(Block(data).Add(data.Object("delta") ?? default)),
            "contentBlockStop" => Chunks(Block(data).Finish()),
            "messageStop" => Stop(data),
            "metadata" => End(data),
            _ => [],
        };
    }

    /// <summary>The answer is whole once it has stopped; only its usage is missing then.</summary>
    public IReadOnlyList<ChatChunk> Complete() => _stopped ? [] : throw UpstreamErrors.Cut();

    private ChatDelta? Start(JsonElement data)
    {
        JsonElement? use = data.Object("start")?.Object("toolUse");
        // Calls of the provider's own tools are not the client's to act on.
        bool isCall = use is { } found && found.String("type") is null;
        BedrockStreamBlock block = new(isCall ? _calls++ : -1, isTool: use is not null);
        _blocks[Index(data)] = block;
        return isCall ? block.Start(use!.Value) : null;
    }

    // Blocks of text and thinking have no start.
    private BedrockStreamBlock Block(JsonElement data)
    {
        if (!_blocks.TryGetValue(Index(data), out BedrockStreamBlock? block))
        {
            _blocks[Index(data)] = block = new BedrockStreamBlock(-1, isTool: false);
        }

        return block;
    }

    private List<ChatChunk> Stop(JsonElement data)
    {
        if (_stopped)
        {
            return [];
        }

        _stopped = true;
        _extra = BedrockResponse.Extra(data);
        return [Chunk(Begin(new ChatDelta()), BedrockFinishReason.FromUpstream(data.String("stopReason"), _calls > 0))];
    }

    private IReadOnlyList<ChatChunk> End(JsonElement data)
    {
        // Without the stop before it, it ends nothing.
        IsComplete = _stopped;
        Dictionary<string, JsonElement>? extra = BedrockResponse.Extra(data) is { } own ? new(own.Concat(_extra ?? []).DistinctBy(static field => field.Key)) : _extra;
        ChatUsage? usage = BedrockUsage.FromUpstream(data.Object("usage"));
        return usage is null && extra is null ? [] : [new ChatChunk { Usage = usage, Extra = extra }];
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

    private static ChatChunk Chunk(ChatDelta delta, string? finishReason) =>
        new() { Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }] };

    private static long Index(JsonElement data) => data.Int64("contentBlockIndex") ?? 0;
}
