using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// Reads a stream of <c>GenerateContentResponse</c>s. There is no terminal event: a stream is whole when it ends after every
/// candidate gave a finish reason. Finish reasons and usage are held back until then, because both come in several
/// events and a call or a signature may follow the reason.
/// </summary>
internal sealed class GeminiStream : IStreamTranslator
{
    private readonly SortedDictionary<int, Candidate> _candidates = [];
    private string _id = "";
    private string _model = "";
    private ChatUsage? _usage;

    public bool IsComplete { get; private set; }

    public ChatUsage? UsageSoFar => _usage;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        if (JsonBody.TryParse(frame.Data) is not { } json)
        {
            throw UpstreamErrors.Malformed("a stream event that is not JSON");
        }

        GeminiError.ThrowIfError(json);
        _id = json.String("responseId") ?? _id;
        _model = json.String("modelVersion") ?? _model;
        _usage = GeminiUsage.Read(json.Object("usageMetadata")) ?? _usage;
        List<ChunkChoice> choices = [];
        int position = 0;
        foreach (JsonElement item in GeminiResponse.Candidates(json))
        {
            int index = (int)(item.Int64("index") ?? position);
            if (!_candidates.TryGetValue(index, out Candidate? candidate))
            {
                _candidates[index] = candidate = new Candidate(index);
            }

            if (candidate.Translate(item, _id) is { } choice)
            {
                choices.Add(choice);
            }

            position++;
        }

        return choices.Count > 0 ? [Chunk(choices)] : [];
    }

    public IReadOnlyList<ChatChunk> Complete()
    {
        if (_candidates.Count == 0 || _candidates.Values.Any(static candidate => !candidate.IsFinished))
        {
            throw UpstreamErrors.Cut();
        }

        IsComplete = true;
        ChatChunk last = Chunk([.. _candidates.Values.Select(static candidate => candidate.Finish())]);
        return _usage is null ? [last] : [last, Chunk([]) with { Usage = _usage }];
    }

    private ChatChunk Chunk(IReadOnlyList<ChunkChoice> choices) => new() { Id = _id, Model = _model, Choices = choices };

    private sealed class Candidate(int index)
    {
        private readonly GeminiAnswerParts _parts = new(index);
        private bool _hasStarted;
        private string? _finishReason;

        public bool IsFinished => _finishReason is not null;

        public ChunkChoice? Translate(JsonElement candidate, string responseId)
        {
            _parts.Add(candidate, responseId);
            _finishReason = GeminiFinishReason.From(candidate.String("finishReason")) ?? _finishReason;
            ChunkChoice choice = new()
            {
                Index = index,
                Logprobs = GeminiLogprobs.Read(candidate),
                Extra = GeminiExtra.OfChoice(candidate),
            };
            ChatDelta? delta = _parts.TakeDelta();
            if (delta is null && choice is { Logprobs: null, Extra: null })
            {
                return null;
            }

            return choice with { Delta = Started(delta ?? new ChatDelta()) };
        }

        public ChunkChoice Finish() => new()
        {
            Index = index,
            Delta = Started(new ChatDelta()),
            FinishReason = FinishReasons.Resolve(_finishReason, _parts.HasToolCalls),
        };

        private ChatDelta Started(ChatDelta delta)
        {
            string? role = _hasStarted ? null : "assistant";
            _hasStarted = true;
            return delta with { Role = role };
        }
    }
}
