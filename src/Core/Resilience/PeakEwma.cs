namespace LlmFunctions.Resilience;

/// <summary>
/// A moving average of durations that a slow one raises at once and faster ones lower by and by, so that a target that slows
/// down is noticed with the first answer. Forgets what is old. Not safe for concurrent use.
/// </summary>
internal sealed class PeakEwma
{
    private static readonly TimeSpan Decay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private double _ticks;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    public void Add(TimeSpan sample, DateTimeOffset now)
    {
        if (sample.Ticks >= _ticks || now - _at > Memory)
        {
            _ticks = sample.Ticks;
        }
        else
        {
            // Many samples in no time must still count for something.
            double weight = Math.Max(1 - Math.Exp(-((now - _at) / Decay)), 0.05);
            _ticks += (sample.Ticks - _ticks) * weight;
        }

        _at = now;
    }

    public TimeSpan? Value(DateTimeOffset now) => now - _at > Memory ? null : new TimeSpan((long)_ticks);
}
