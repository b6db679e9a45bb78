using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Reads a stream of <c>chat.completion.chunk</c> events, with the liberties that providers take.</summary>
internal sealed class OpenAIStream : IStreamTranslator
{
    private readonly Dictionary<int, OpenAIStreamChoice> _choices = [];
    private readonly OpenAITextEvents _texts = new();
    private ChatChunk? _heldUsage;
    private int _finished;

    public bool IsComplete { get; private set; }

    public ChatUsage? UsageSoFar => _heldUsage?.Usage;

    public bool IsAnswered => AllFinished;

    private bool AllFinished => _choices.Count > 0 && _finished == _choices.Count;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (frame.Event != "error" && _texts.Read(frame.Data.Span) is { } text)
        {
            return [text];
        }

        ReadOnlyMemory<byte> data = Trim(JsonText.MakeReadable(frame.Data));
        if (data.IsEmpty)
        {
            return [];
        }

        if (data.Span.SequenceEqual("[DONE]"u8))
        {
            IsComplete = true;
            return [.. TakeHeldUsage().Select(static chunk => chunk with { Altered = true })];
        }

        if (frame.Event == "error")
        {
            throw new GatewayException(OpenAIError.InEvent(data));
        }

        ChatChunk chunk = Parse(data);
        chunk.Choices = [.. (chunk.Choices ?? []).OfType<ChunkChoice>()];
        if (chunk.Extra?.ContainsKey("error") is true || (chunk.Choices.Count == 0 && chunk.Usage is null))
        {
            ThrowIfError(data);
        }

        List<ChatChunk> chunks = Translate(chunk);
        if (chunks is [{ } only] && _heldUsage is null)
        {
            _texts.Learn(data.Span, only);
        }

        return chunks;
    }

    /// <summary>Not every provider sends <c>[DONE]</c>: a finish reason for every choice is as good.</summary>
    public IReadOnlyList<ChatChunk> Complete() => AllFinished ? TakeHeldUsage() : throw UpstreamErrors.Cut();

    private List<ChatChunk> Translate(ChatChunk chunk)
    {
        ChatUsage? usage = TakeUsage(chunk, out bool usageAltered);
        List<ChunkChoice> choices = [];
        bool altered = chunk.Altered;
        foreach (ChunkChoice choice in chunk.Choices)
        {
            if (!_choices.TryGetValue(choice.Index, out OpenAIStreamChoice? state))
            {
                _choices.Add(choice.Index, state = new OpenAIStreamChoice());
            }

            bool wasFinished = state.IsFinished;
            if (state.Normalize(choice))
            {
                choices.Add(choice);
            }

            altered |= state.Altered;
            _finished += state.IsFinished && !wasFinished ? 1 : 0;
        }

        List<ChatChunk> chunks = [];
        if (choices.Count > 0 || IsPromptFilter(chunk))
        {
            chunk.Choices = choices;
            chunk.Altered = altered;
            chunks.Add(chunk);
        }

        if (usage is not null)
        {
            _heldUsage = chunk with { Choices = [], Usage = usage, Extra = null, Altered = usageAltered };
        }

        // Some providers repeat a running count in every chunk; only what stands alone or at the end is the answer's.
        if (_heldUsage is not null && (chunk.Choices.Count == 0 || AllFinished))
        {
            chunks.AddRange(TakeHeldUsage());
        }

        return chunks;
    }

    private IReadOnlyList<ChatChunk> TakeHeldUsage()
    {
        IReadOnlyList<ChatChunk> held = _heldUsage is null ? [] : [_heldUsage];
        _heldUsage = null;
        return held;
    }

    private static ChatUsage? TakeUsage(ChatChunk chunk, out bool altered)
    {
        ChatUsage? usage = chunk.Usage ?? OpenAIUsage.Find(chunk.Extra);
        foreach (ChunkChoice choice in chunk.Choices)
        {
            usage ??= OpenAIUsage.Find(choice.Extra);
        }

        chunk.Usage = null;
        return OpenAIUsage.Normalize(usage, out altered);
    }

    // Azure tells in a first chunk without choices what it thinks of the prompt.
    private static bool IsPromptFilter(ChatChunk chunk) =>
        chunk.Choices.Count == 0 && chunk.Extra?.ContainsKey("prompt_filter_results") is true;

    private static void ThrowIfError(ReadOnlyMemory<byte> data)
    {
        if (OpenAIError.InAnswer(data) is { } error)
        {
            throw new GatewayException(error);
        }
    }

    private static ChatChunk Parse(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data.Span, ChatJson.Lenient.ChatChunk) ?? throw UpstreamErrors.Malformed("an empty stream event");
        }
        catch (JsonException exception)
        {
            ThrowIfError(data);
            return ParseRepaired(data, exception);
        }
    }

    private static ChatChunk ParseRepaired(ReadOnlyMemory<byte> data, JsonException cause)
    {
        try
        {
            return OpenAIRepair.Repair(data.Span) is { } repaired && JsonSerializer.Deserialize(repaired, ChatJson.Lenient.ChatChunk) is { } chunk
                ? chunk with { Altered = true }
                : throw UpstreamErrors.Malformed("a stream event that is not JSON", cause);
        }
        catch (JsonException exception)
        {
            throw UpstreamErrors.Malformed("a stream event that is not in its dialect", exception);
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> data)
    {
        int start = data.Length - data.Span.TrimStart(" \t\r\n"u8).Length;
        return data[start..][..data.Span[start..].TrimEnd(" \t\r\n"u8).Length];
    }
}
