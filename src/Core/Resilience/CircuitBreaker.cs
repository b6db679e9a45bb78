using LlmFunctions.Configuration;

namespace LlmFunctions.Resilience;

/// <summary>
/// Keeps a target that fails from being called: so many failures in a row open it, after a while one call at a time may
/// try, and so many successes in a row close it again. A result counts only in the phase in which its attempt began: what was
/// under way when the phase changed says nothing about now. Knows no clock, and is not safe for concurrent use.
/// </summary>
public sealed class CircuitBreaker(BreakerOptions options)
{
    // However long the failed try took, others come before the next one.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private bool _isTripped;
    private int _failures;
    private int _successes;
    private DateTimeOffset _closedSince = DateTimeOffset.MinValue;
    private DateTimeOffset _openUntil;
    private DateTimeOffset _tryUntil;

    /// <summary>When it half-opens, or did so; null while it is closed.</summary>
    public DateTimeOffset? OpenUntil => _isTripped ? _openUntil : null;

    public BreakerState State(DateTimeOffset now) =>
        !_isTripped ? BreakerState.Closed : now < _openUntil ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>How long until it lets a call through; null when it does.</summary>
    public TimeSpan? Wait(DateTimeOffset now) => State(now) switch
    {
        BreakerState.Open => _openUntil - now,
        BreakerState.HalfOpen when now < _tryUntil => ShortestPause,
        _ => null,
    };

    /// <summary>A call is about to go through. Where it turns out that it cannot be made, the next one may soon.</summary>
    public void Claim(DateTimeOffset now) => Enter(now, ShortestPause);

    /// <summary>A call goes through. One that never reports must not keep a half-open breaker busy for good.</summary>
    public void Enter(DateTimeOffset now) => Enter(now, options.OpenFor);

    /// <summary>An attempt went well; returns whether that closed the breaker.</summary>
    public bool Succeed(DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (!Counts(startedAt, now))
        {
            return false;
        }

        _failures = 0;
        _tryUntil = default;
        if (!_isTripped || ++_successes < options.Successes)
        {
            return false;
        }

        Close(now);
        return true;
    }

    /// <summary>An attempt failed; returns whether that opened the breaker.</summary>
    public bool Fail(DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (!Counts(startedAt, now))
        {
            return false;
        }

        if (_isTripped)
        {
            // The time of the try is a part of the pause, so that a target is back as soon after it recovered as if the try had failed at once.
            DateTimeOffset soonest = now + ShortestPause;
            Open(startedAt + options.OpenFor is { } until && until > soonest ? until : soonest);
            return true;
        }

        if (++_failures < options.Failures)
        {
            return false;
        }

        Open(now + options.OpenFor);
        return true;
    }

    /// <summary>An attempt ended in a way that says nothing about the target.</summary>
    public void Release(DateTimeOffset startedAt, DateTimeOffset now)
    {
        if (Counts(startedAt, now))
        {
            _tryUntil = default;
        }
    }

    /// <summary>Opens it until a given time, because others found the target to fail.</summary>
    public void Open(DateTimeOffset until)
    {
        _isTripped = true;
        _openUntil = until;
        _failures = _successes = 0;
        _tryUntil = default;
    }

    /// <summary>Closes it.</summary>
    public void Close(DateTimeOffset now)
    {
        _isTripped = false;
        _failures = _successes = 0;
        _closedSince = now;
    }

    private void Enter(DateTimeOffset now, TimeSpan atMost)
    {
        if (State(now) == BreakerState.HalfOpen)
        {
            _tryUntil = now + atMost;
        }
    }

    private bool Counts(DateTimeOffset startedAt, DateTimeOffset now) => State(now) switch
    {
        BreakerState.Closed => startedAt >= _closedSince,
        BreakerState.HalfOpen => startedAt >= _openUntil,
        _ => false,
    };
}
