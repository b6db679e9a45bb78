namespace LlmFunctions.Resilience;

/// <summary>The last hundred times that something took. Safe for concurrent use.</summary>
internal sealed class ResponseTimes
{
    // With fewer, the slowest twentieth is one that happened to be slow.
    private const int Enough = 20;

    private readonly Lock _gate = new();
    private readonly TimeSpan[] _times = new TimeSpan[100];
    private int _count;

    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _times[_count++ % _times.Length] = time;
        }
    }

    /// <summary>The time that 95 of 100 stay within; null as long as little is known.</summary>
    public TimeSpan? Percentile95()
    {
        TimeSpan[] sorted;
        lock (_gate)
        {
            if (_count < Enough)
            {
                return null;
            }

            sorted = _times[..Math.Min(_count, _times.Length)];
        }

        Array.Sort(sorted);
        return sorted[(int)Math.Ceiling(sorted.Length * 0.95) - 1];
    }
}
