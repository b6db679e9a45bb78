using LlmFunctions.Resilience;

namespace LlmFunctions.Pipeline;

/// <summary>
/// A cancellation token that fires when the client goes away, when a phase of the attempt takes too long, or when the call's
/// deadline is reached, and knows which of these it was.
/// </summary>
internal sealed class AttemptDeadline : IDisposable
{
    // After the finish reason the end follows at once; some providers never send it and keep the connection open.
    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(3);

    private readonly AttemptTimeouts _timeouts;
    private readonly CallDeadline _call;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _both;
    private readonly long _start;
    private AttemptPhase _phase;
    private TimeSpan _limit;
    private bool _isCallsLimit;

    /// <summary>Starts the time until the headers.</summary>
    public AttemptDeadline(AttemptTimeouts timeouts, CallDeadline call, TimeProvider timeProvider, CancellationToken client)
    {
        _timeouts = timeouts;
        _call = call;
        _timeProvider = timeProvider;
        _client = client;
        _start = timeProvider.GetTimestamp();
        _time = new CancellationTokenSource(Allow(AttemptPhase.Headers), timeProvider);
        _both = CancellationTokenSource.CreateLinkedTokenSource(client, _time.Token);
    }

    public CancellationToken Token => _both.Token;

    public bool IsClientGone => _client.IsCancellationRequested;

    public bool IsExpired => _time.IsCancellationRequested;

    /// <summary>Whether the provider had said everything and only its terminal event did not come.</summary>
    public bool IsOnlyEndMissing => IsExpired && _phase == AttemptPhase.Ending && !IsClientGone;

    /// <summary>From now on the provider is waited for, for the time that the phase has.</summary>
    public void Await(AttemptPhase phase) => _time.CancelAfter(Allow(phase));

    /// <summary>The client is waited for: only the deadline of the call goes on.</summary>
    public void Pause()
    {
        _isCallsLimit = true;
        _time.CancelAfter(_call.Remaining);
    }

    /// <summary>What did not come in time, for the client.</summary>
    public string Explain(string provider) => _isCallsLimit
        ? $"The answer was not complete after {_call.Allowed.TotalSeconds:0.#} seconds, which is the deadline of the call."
        : _phase switch
        {
            AttemptPhase.FirstToken => $"The provider '{provider}' did not begin its answer within {_limit.TotalSeconds:0.#} seconds.",
            AttemptPhase.Idle => $"The provider '{provider}' was silent for {_limit.TotalSeconds:0.#} seconds in the middle of its answer.",
            _ => $"The provider '{provider}' did not answer within {_limit.TotalSeconds:0.#} seconds.",
        };

    public void Dispose()
    {
        _both.Dispose();
        _time.Dispose();
    }

    private TimeSpan Allow(AttemptPhase phase)
    {
        TimeSpan elapsed = _timeProvider.GetElapsedTime(_start);
        (TimeSpan limit, TimeSpan left) = phase switch
        {
            AttemptPhase.Headers => (_timeouts.Headers, _timeouts.Headers - elapsed),
            AttemptPhase.FirstToken => (_timeouts.FirstToken, _timeouts.FirstToken - elapsed),
            AttemptPhase.Idle => (_timeouts.Idle, _timeouts.Idle),
            AttemptPhase.Ending => (EndingTime, EndingTime),
            _ => (TimeSpan.MaxValue, TimeSpan.MaxValue),
        };
        if (_timeouts.Total is { } total && total - elapsed < left)
        {
            (phase, limit, left) = (AttemptPhase.Body, total, total - elapsed);
        }

        TimeSpan remaining = _call.Remaining;
        _phase = phase;
        _limit = limit;
        _isCallsLimit = remaining < left;
        left = _isCallsLimit ? remaining : left;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
