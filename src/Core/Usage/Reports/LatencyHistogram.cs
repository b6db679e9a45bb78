namespace LlmFunctions.Usage.Reports;

/// <summary>
/// Counts durations in buckets that are the same everywhere, so that two histograms can be added: a percentile of a month is that
/// of all its calls, not an average of percentiles.
/// </summary>
public sealed class LatencyHistogram
{
    // Eight buckets to a doubling: a percentile, taken for the middle of its bucket, is off by at most 4.5 %.
    private const int PerDoubling = 8;

    // Up to 2^22 ms, which is more than an hour; what is above is counted in the last.
    private const int Last = PerDoubling * 22;

    // Only what is counted into has all buckets; what was read has those that were written.
    private long[]? _counts;
    private long[] _read = [];

    public long Count { get; private set; }

    /// <summary>Milliseconds, all together.</summary>
    public double Sum { get; set; }

    /// <summary>The buckets that have counts: index, count, index, count, and so on.</summary>
    public long[] Buckets
    {
        get => _counts is null ? _read : [.. _counts.Index().Where(static bucket => bucket.Item > 0).SelectMany(static bucket => new[] { bucket.Index, bucket.Item })];
        set
        {
            (_counts, _read, Count) = (null, value, 0);
            for (int i = 1; i < value.Length; i += 2)
            {
                Count += value[i];
            }
        }
    }

    public void Add(double milliseconds)
    {
        Increase(milliseconds <= 1 ? 0 : Math.Min(Last, (long)Math.Ceiling(Math.Log2(milliseconds) * PerDoubling)), 1);
        Sum += milliseconds;
    }

    public void Add(LatencyHistogram other) => Add(other.Buckets, other.Sum);

    /// <summary>Adds buckets as <see cref="Buckets"/> has them.</summary>
    public void Add(ReadOnlySpan<long> buckets, double sum)
    {
        if (Count == 0)
        {
            (Buckets, Sum) = (buckets.ToArray(), sum);
            return;
        }

        for (int i = 0; i + 1 < buckets.Length; i += 2)
        {
            Increase(buckets[i], buckets[i + 1]);
        }

        Sum += sum;
    }

    /// <summary>The duration that so large a part of all is not above; null where nothing was counted.</summary>
    public double? Percentile(double part)
    {
        long rank = (long)Math.Ceiling(Count * part);
        long[] buckets = Buckets;
        for (int i = 0; rank > 0 && i + 1 < buckets.Length; i += 2)
        {
            rank -= buckets[i + 1];
            if (rank <= 0)
            {
                return buckets[i] == 0 ? 1 : Math.Pow(2, (buckets[i] - 0.5) / PerDoubling);
            }
        }

        return null;
    }

    /// <summary>The middles of the buckets, as powers of two of a millisecond, each with how many it has.</summary>
    public IEnumerable<(double Power, long Count)> Powers()
    {
        long[] buckets = Buckets;
        for (int i = 0; i + 1 < buckets.Length; i += 2)
        {
            yield return (buckets[i] == 0 ? 0 : (buckets[i] - 0.5) / PerDoubling, buckets[i + 1]);
        }
    }

    private void Increase(long bucket, long count)
    {
        if (_counts is null)
        {
            _counts = new long[Last + 1];
            for (int i = 0; i + 1 < _read.Length; i += 2)
            {
                _counts[_read[i]] += _read[i + 1];
            }
        }

        _counts[bucket] += count;
        Count += count;
    }
}
