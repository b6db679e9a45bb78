using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>One try to get an answer from one candidate: what it used, how long it took and how it ended.</summary>
public sealed class Attempt(int number, Candidate candidate, TimeProvider timeProvider)
{
    /// <summary>The outcome of an attempt that went well.</summary>
    public const string Success = "success";

    /// <summary>The id of the only account of a provider.</summary>
    public const string DefaultAccount = "default";

    private readonly long _start = timeProvider.GetTimestamp();
    private TokenEstimator.Counter _received;

    public int Number => number;

    public Candidate Candidate => candidate;

    public DateTimeOffset StartedAt { get; } = timeProvider.GetUtcNow();

    public string Account { get; } = DefaultAccount;

    /// <summary>How the attempt ended; null while it runs.</summary>
    public string? Outcome { get; private set; }

    public TimeSpan Duration { get; private set; }

    public TimeSpan? TimeToFirstToken { get; private set; }

    /// <summary>The times so far.</summary>
    public AnswerTiming Timing => new(timeProvider.GetElapsedTime(_start), TimeToFirstToken);

    public int? UpstreamStatus { get; set; }

    /// <summary>Whether the request has left for the provider.</summary>
    public bool IsSent { get; set; }

    public string? FinishReason { get; private set; }

    /// <summary>The usage that the provider reported.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>What the provider had reported when the stream was cut off or given up.</summary>
    public TokenUsage? UsageSoFar { get; private set; }

    /// <summary>Tokens received, counted by the gateway.</summary>
    public long ReceivedTokens => _received.Tokens;

    public void Observe(ChatResponse response)
    {
        Report(response.Usage);
        response.Timing = Timing;
        foreach (ChatChoice choice in response.Choices)
        {
            FinishReason ??= choice.FinishReason;
            _received.Add(choice.Message.Content?.AsText());
            _received.Add(choice.Message.ReasoningContent);
            Observe(choice.Message.ToolCalls);
        }
    }

    public void Observe(EmbeddingsResponse response)
    {
        Report(response.Usage);
        response.Timing = Timing;
    }

    public void Observe(ChatChunk chunk)
    {
        Report(chunk.Usage);
        foreach (ChunkChoice choice in chunk.Choices)
        {
            TimeToFirstToken ??= choice.HasContent ? timeProvider.GetElapsedTime(_start) : null;
            FinishReason = choice.FinishReason ?? FinishReason;
            _received.Add(choice.Delta.Content);
            _received.Add(choice.Delta.ReasoningContent);
            Observe(choice.Delta.ToolCalls);
        }

        chunk.Timing = Timing;
    }

    public void ReportSoFar(ChatUsage? usage) => UsageSoFar = usage is null ? null : TokenUsage.FromCanonical(usage);

    public void Succeed() => End(Success);

    public void Fail(ErrorKind kind) => End(AttemptOutcomes.Of(kind));

    private void End(string outcome)
    {
        if (Outcome is null)
        {
            Outcome = outcome;
            Duration = timeProvider.GetElapsedTime(_start);
        }
    }

    private void Report(ChatUsage? usage)
    {
        if (usage is not null)
        {
            Usage = TokenUsage.FromCanonical(usage);
        }
    }

    private void Observe(IReadOnlyList<ToolCall>? calls)
    {
        foreach (ToolCall call in calls ?? [])
        {
            _received.Add(call.Function?.Name);
            _received.Add(call.Function?.Arguments);
        }
    }
}
