using LlmFunctions.Configuration;

namespace LlmFunctions.Resilience;

/// <summary>What this instance knows of a target. Guarded by the lock of its provider.</summary>
internal sealed class TargetHealth(TargetKey key, BreakerOptions options)
{
    // An account that may not call a model may be allowed to one day; there is no other way to find out than to call it.
    private static readonly TimeSpan ForbiddenFor = TimeSpan.FromMinutes(10);

    // A row that nobody closed, because nobody called the model since, is no reason for caution any more.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private DateTimeOffset _forbiddenUntil = DateTimeOffset.MinValue;
    private DateTimeOffset? _changedAt;

    public TargetKey Key => key;

    public CircuitBreaker Breaker { get; } = new(options);

    public OutcomeWindow Outcomes { get; } = new();

    public PeakEwma Latency { get; } = new();

    public PeakEwma FirstToken { get; } = new();

    public int InFlight { get; set; }

    /// <summary>When the account may be tried again with this model; null when it may.</summary>
    public DateTimeOffset? ForbiddenUntil(DateTimeOffset now) => now < _forbiddenUntil ? _forbiddenUntil : null;

    public void Forbid(DateTimeOffset now)
    {
        _forbiddenUntil = now + ForbiddenFor;
        _changedAt = now;
    }

    /// <summary>Takes an outcome in; returns whether the breaker opened or closed.</summary>
    public bool Take(OutcomeKind kind, DateTimeOffset startedAt, DateTimeOffset now, in AttemptOutcomeReport report)
    {
        Outcomes.Add(kind, now);

        // A failure that comes at once must not make a target look quick.
        if (kind is OutcomeKind.Success or OutcomeKind.Timeout)
        {
            Latency.Add(report.Duration, now);
        }

        if (kind != OutcomeKind.None && report.TimeToFirstToken is { } first)
        {
            FirstToken.Add(first, now);
        }

        bool isNews = Decide(kind, startedAt, now);
        _changedAt = isNews ? now : _changedAt;
        return isNews;
    }

    public double Score(DateTimeOffset now, bool probeFailed) =>
        HealthScore.Of(Outcomes.Counts(now), FirstToken.Value(now) ?? Latency.Value(now), Breaker.State(now), probeFailed);

    public bool IsIdle(DateTimeOffset now) => InFlight == 0 && Breaker.OpenUntil is null && ForbiddenUntil(now) is null;

    /// <summary>Takes over what another instance found out, where that is newer.</summary>
    public void Adopt(HealthRow row, DateTimeOffset now)
    {
        if (row.ChangedAt is not { } changedAt || changedAt <= _changedAt)
        {
            return;
        }

        _changedAt = changedAt;
        _forbiddenUntil = row is { State: SharedState.Forbidden, Until: { } forbidden } ? forbidden : DateTimeOffset.MinValue;
        if (row is { State: SharedState.Open, Until: { } until } && until + Forgotten > now)
        {
            Breaker.Open(until);
        }
        else if (Breaker.OpenUntil is not null)
        {
            Breaker.Close(now);
        }

    }

    public HealthRow ToRow(DateTimeOffset now) => new()
    {
        Provider = key.Provider,
        Account = key.Account,
        Model = key.Model,
        State = Breaker.OpenUntil is not null ? SharedState.Open : ForbiddenUntil(now) is not null ? SharedState.Forbidden : SharedState.Good,
        Until = Breaker.OpenUntil ?? ForbiddenUntil(now),
        ChangedAt = _changedAt,
    };

    private bool Decide(OutcomeKind kind, DateTimeOffset startedAt, DateTimeOffset now)
    {
        switch (kind)
        {
            case OutcomeKind.Success:
                return Breaker.Succeed(startedAt, now);
            case OutcomeKind.Error or OutcomeKind.Timeout or OutcomeKind.Cut:
                return Breaker.Fail(startedAt, now);
            default:
                Breaker.Release(startedAt, now);
                return false;
        }
    }
}
