using System.Diagnostics;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>One try to get an answer from one target: what it used, how long it took and how it ended. It ends once.</summary>
/// <param name="number">Which of the call's attempts it is, from 1.</param>
/// <param name="target">What is called.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="ended">Is told of the end; the error is null when it went well.</param>
public sealed class Attempt(int number, AttemptTarget target, TimeProvider timeProvider, Action<Attempt, GatewayError?>? ended = null)
{
    /// <summary>The outcome of an attempt that went well.</summary>
    public const string Success = "success";

    private static readonly GatewayError Superseded = new() { Kind = ErrorKind.ClientClosed, Message = "Another candidate was faster." };

    private readonly long _start = timeProvider.GetTimestamp();
    private TokenEstimator.Counter _received;
    private string? _outcome;

    public int Number => number;

    public Candidate Candidate => target.Candidate;

    /// <summary>The id of the account that is called.</summary>
    public string Account => target.Account.Id;

    public AttemptTarget Target => target;

    /// <summary>The provider as it is called with the account.</summary>
    public Provider Provider => target.Account.Provider;

    public DateTimeOffset StartedAt { get; } = timeProvider.GetUtcNow();

    /// <summary>What was reserved for it; null where no limit is configured.</summary>
    internal QuotaReservation? Reservation { get; init; }

    /// <summary>Whether the account may use only so many tokens a minute.</summary>
    internal bool HasTokenLimit => target.Account.TokensPerMinute is not null;

    /// <summary>How the attempt ended; null while it runs.</summary>
    public string? Outcome => _outcome;

    public TimeSpan Duration { get; private set; }

    public TimeSpan? TimeToFirstToken { get; private set; }

    /// <summary>The times so far.</summary>
    public AnswerTiming Timing => new(timeProvider.GetElapsedTime(_start), TimeToFirstToken);

    /// <summary>Whether no provider was called, because the answer had been kept.</summary>
    public bool IsReplay { get; init; }

    /// <summary>Whether the gateway ended the answer, because what was reserved for it was used up.</summary>
    public bool IsCutByLimit { get; set; }

    public int? UpstreamStatus { get; set; }

    /// <summary>Whether the request has left for the provider.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether the provider gave an answer that cannot be read.</summary>
    public bool IsUnreadable { get; private set; }

    public string? FinishReason { get; private set; }

    /// <summary>The model that the provider says it used.</summary>
    public string? ResponseModel { get; private set; }

    /// <summary>The span of the attempt; null when nobody listens.</summary>
    internal Activity? Span { get; set; }

    /// <summary>The usage that the provider reported.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>The key that the provider is called with; for nobody to see.</summary>
    internal string? ApiKey { get; set; }

    /// <summary>What the provider had reported when the stream was cut off or given up.</summary>
    public TokenUsage? UsageSoFar { get; private set; }

    /// <summary>Tokens received, counted by the gateway.</summary>
    public long ReceivedTokens => _received.Tokens;

    public void Observe(ChatResponse response)
    {
        Report(response.Usage);
        response.Timing = Timing;
        ResponseModel = response.Model;
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
        ResponseModel = response.Model;
    }

    public void Observe(ChatChunk chunk)
    {
        Report(chunk.Usage);
        ResponseModel ??= chunk.Model;
        for (int i = 0; i < chunk.Choices.Count; i++)
        {
            ChunkChoice choice = chunk.Choices[i];
            TimeToFirstToken ??= choice.HasContent ? timeProvider.GetElapsedTime(_start) : null;
            FinishReason = choice.FinishReason ?? FinishReason;
            _received.Add(choice.Delta.Content);
            _received.Add(choice.Delta.ReasoningContent);
            Observe(choice.Delta.ToolCalls);
        }

        chunk.Timing = Timing;
    }

    public void ReportSoFar(ChatUsage? usage) => UsageSoFar = usage is null ? null : TokenUsage.FromCanonical(usage);

    public void Succeed() => End(Success, null);

    public void Fail(GatewayError error) => End(AttemptOutcomes.Of(error.Kind), error);

    /// <summary>Another attempt gave the answer, so this one is not waited for.</summary>
    public void Supersede() => End(AttemptOutcomes.Superseded, Superseded);

    private void End(string outcome, GatewayError? error)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is null)
        {
            Duration = timeProvider.GetElapsedTime(_start);
            IsUnreadable = error is { IsMalformed: true };
            ended?.Invoke(this, error);
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
        for (int i = 0; i < calls?.Count; i++)
        {
            ToolCall call = calls[i];
            _received.Add(call.Function?.Name);
            _received.Add(call.Function?.Arguments);
        }
    }
}
