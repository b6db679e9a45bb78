namespace LlmFunctions.Bench;

/// <summary>The calls of one kind to one target.</summary>
internal sealed class Series
{
    private readonly List<Timing> _timings = [];

    /// <summary>How long its calls took together, those that ran at once counted once.</summary>
    public TimeSpan Elapsed { get; set; }

    public double RequestsASecond => _timings.Count / Elapsed.TotalSeconds;

    public void Add(Timing timing)
    {
        lock (_timings)
        {
            _timings.Add(timing);
        }
    }

    /// <summary>The 50th, 95th and 99th percentile in milliseconds.</summary>
    public Percentiles Of(Func<Timing, double> part) => Percentiles.Of([.. _timings.Select(part).Order()]);
}
