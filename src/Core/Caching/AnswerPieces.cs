using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Caching;

/// <summary>Makes pieces of a whole answer, and a whole answer of pieces. Where something would be lost on the way there is none.</summary>
internal static class AnswerPieces
{
    // Padding that a provider adds against eavesdroppers; it belongs to a piece, not to the answer.
    private const string Obfuscation = "obfuscation";

    public static IReadOnlyList<ChatChunk>? Split(ChatResponse answer)
    {
        if (answer.Choices.Any(static choice => choice.Extra is { Count: > 0 } || choice.Message.Content?.Parts is not null))
        {
            return null;
        }

        ChatChunk Chunk(IReadOnlyList<ChunkChoice> choices) => new() { Id = answer.Id, Created = answer.Created, Model = answer.Model, Choices = choices, Extra = answer.Extra, Timing = answer.Timing };
        List<ChatChunk> chunks = [];
        foreach (ChatChoice choice in answer.Choices)
        {
            chunks.Add(Chunk([new ChunkChoice { Index = choice.Index, Delta = DeltaOf(choice.Message), Logprobs = choice.Logprobs }]));
            chunks.Add(Chunk([new ChunkChoice { Index = choice.Index, FinishReason = choice.FinishReason }]));
        }

        if (answer.Usage is { } usage)
        {
            ChatChunk last = Chunk([]);
            last.Usage = usage;
            chunks.Add(last);
        }

        return chunks;
    }

    public static ChatResponse? Gather(IEnumerable<ChatChunk> chunks)
    {
        ChatResponse answer = new();
        SortedDictionary<int, GatheredChoice> choices = [];
        foreach (ChatChunk chunk in chunks)
        {
            answer.Id = answer.Id.Length == 0 ? chunk.Id : answer.Id;
            answer.Model = answer.Model.Length == 0 ? chunk.Model : answer.Model;
            answer.Created = answer.Created == 0 ? chunk.Created : answer.Created;
            answer.Usage = chunk.Usage ?? answer.Usage;
            answer.Timing = chunk.Timing;
            foreach ((string name, JsonElement value) in chunk.Extra ?? Enumerable.Empty<KeyValuePair<string, JsonElement>>())
            {
                if (name != Obfuscation)
                {
                    (answer.Extra ??= new Dictionary<string, JsonElement>())[name] = value;
                }
            }

            foreach (ChunkChoice choice in chunk.Choices)
            {
                if (choice.Logprobs is { ValueKind: not JsonValueKind.Null } || choice.Extra is { Count: > 0 } || choice.Delta.Extra is { Count: > 0 })
                {
                    return null;
                }

                if (!choices.TryGetValue(choice.Index, out GatheredChoice? gathered))
                {
                    choices.Add(choice.Index, gathered = new GatheredChoice());
                }

                gathered.Add(choice);
            }
        }

        answer.Choices = [.. choices.Select(static choice => choice.Value.ToChoice(choice.Key))];
        return answer.Choices.Count > 0 ? answer : null;
    }

    private static ChatDelta DeltaOf(ChatMessage message) => new()
    {
        Role = message.Role,
        Content = message.Content?.Text,
        ReasoningContent = message.ReasoningContent,
        ThinkingBlocks = message.ThinkingBlocks,
        Refusal = message.Refusal,
        ToolCalls = message.ToolCalls is { } calls ? [.. calls.Select(static (call, index) => call with { Index = index })] : null,
        Extra = message.Extra,
    };

    private sealed class GatheredChoice
    {
        private readonly StringBuilder _content = new();
        private readonly StringBuilder _reasoning = new();
        private readonly StringBuilder _refusal = new();
        private readonly SortedDictionary<int, ToolCall> _calls = [];
        private readonly List<ThinkingBlock> _thinking = [];
        private string? _finishReason;

        public void Add(ChunkChoice choice)
        {
            _content.Append(choice.Delta.Content);
            _reasoning.Append(choice.Delta.ReasoningContent);
            _refusal.Append(choice.Delta.Refusal);
            _thinking.AddRange(choice.Delta.ThinkingBlocks ?? []);
            _finishReason = choice.FinishReason ?? _finishReason;
            foreach (ToolCall piece in choice.Delta.ToolCalls ?? [])
            {
                int index = piece.Index ?? _calls.Count;
                _calls[index] = _calls.TryGetValue(index, out ToolCall? before) ? Join(before, piece) : piece with { Index = null };
            }
        }

        public ChatChoice ToChoice(int index) => new()
        {
            Index = index,
            FinishReason = _finishReason,
            Message = new ChatMessage
            {
                Role = "assistant",
                Content = _content.Length > 0 || _calls.Count == 0 ? MessageContent.FromText(_content.ToString()) : null,
                ReasoningContent = _reasoning.Length > 0 ? _reasoning.ToString() : null,
                Refusal = _refusal.Length > 0 ? _refusal.ToString() : null,
                ThinkingBlocks = _thinking.Count > 0 ? _thinking : null,
                ToolCalls = _calls.Count > 0 ? [.. _calls.Values] : null,
            },
        };

        private static ToolCall Join(ToolCall before, ToolCall piece) => before with
        {
            Id = before.Id ?? piece.Id,
            Type = before.Type ?? piece.Type,
            Extra = before.Extra ?? piece.Extra,
            Function = before.Function is not { } function ? piece.Function : function with
            {
                Name = function.Name + piece.Function?.Name,
                Arguments = function.Arguments + piece.Function?.Arguments,
            },
        };
    }
}
