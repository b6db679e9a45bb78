namespace LlmFunctions.Resilience;

/// <summary>When a call must have its answer.</summary>
public readonly struct CallDeadline(TimeSpan allowed, TimeProvider timeProvider)
{
    private readonly long _start = timeProvider.GetTimestamp();

    /// <summary>The time that the call has in all.</summary>
    public TimeSpan Allowed => allowed;

    /// <summary>What is left of it, down to zero.</summary>
    public TimeSpan Remaining
    {
        get
        {
            TimeSpan left = allowed - timeProvider.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The same time once more, from now on.</summary>
    public CallDeadline Anew() => new(allowed, timeProvider);
}
