using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>The accounts of a provider as they serve one model. Guarded by the lock of its provider.</summary>
internal sealed class CandidatePool(CandidateSlot[] slots)
{
    private static readonly long ViewTicks = TimeSpan.FromMilliseconds(100).Ticks;

    private View? _view;
    private bool _isForgotten;

    public IReadOnlyList<CandidateSlot> Slots => slots;

    /// <summary>Whether another pool takes its place where the model is asked for again. Can be read without the lock.</summary>
    public bool IsForgotten => Volatile.Read(ref _isForgotten);

    public DateTimeOffset UsedAt { get; private set; }

    public CandidateSlot? Find(string account)
    {
        foreach (CandidateSlot slot in slots)
        {
            if (slot.Account.Account.Id == account)
            {
                return slot;
            }
        }

        return null;
    }

    /// <summary>The view that was made last, where it still holds. Can be called without the lock.</summary>
    public View? Cached(int version, DateTimeOffset now) =>
        Volatile.Read(ref _view) is { } view && view.Version == version && now.Ticks - view.Ticks is >= 0 and var age && age < ViewTicks ? view : null;

    public void Forget() => Volatile.Write(ref _isForgotten, true);

    /// <summary>What was seen before does not hold any more.</summary>
    public void Change() => Volatile.Write(ref _view, null);

    /// <summary>
    /// Smooth weighted round robin: each account gains its weight, the one with the most credit is called and pays for all. So
    /// each gets its share, and no account gets its share all at once.
    /// </summary>
    public CandidateSlot? Pick(IReadOnlyCollection<string>? tried, DateTimeOffset now)
    {
        UsedAt = now;
        Change();
        CandidateSlot? best = null;
        int total = 0;
        foreach (CandidateSlot slot in slots)
        {
            if (tried?.Contains(slot.Account.Account.Id) != true && slot.Check(now).Reason == UnusableReason.None)
            {
                total += slot.Account.Account.Weight;
                slot.Credit += slot.Account.Account.Weight;
                best = best is null || slot.Credit > best.Credit ? slot : best;
            }
        }

        if (best is not null)
        {
            best.Credit -= total;
            best.Pick(now);
        }

        return best;
    }

    /// <summary>Why none of the accounts can be called: of those that wait, the one that waits the least.</summary>
    public Unusable Why(DateTimeOffset now)
    {
        Unusable why = new(UnusableReason.Disabled, null);
        foreach (CandidateSlot slot in slots)
        {
            Unusable one = slot.Check(now);
            if (one.Reason == UnusableReason.None)
            {
                return one;
            }

            bool isSooner = one.RetryAfter is { } wait ? why.RetryAfter is not { } least || wait < least : why.RetryAfter is null && one.Reason != UnusableReason.Disabled;
            why = isSooner ? one : why;
        }

        return why;
    }

    /// <summary>Makes a new view.</summary>
    public CandidateHealth Look(int version, DateTimeOffset now)
    {
        Unusable why = Why(now);
        OutcomeCounts counts = default;
        int inFlight = 0;
        double score = 0, weight = 0;
        Average latency = default, first = default;
        foreach (CandidateSlot slot in slots)
        {
            inFlight += slot.Target.InFlight;
            counts += slot.Target.Outcomes.Counts(now);
            if (slot.Check(now).Reason == UnusableReason.None)
            {
                int share = slot.Account.Account.Weight;
                score += share * slot.Target.Score(now, slot.Account.IsProbeFailure);
                weight += share;
                latency.Add(slot.Target.Latency.Value(now), share);
                first.Add(slot.Target.FirstToken.Value(now), share);
            }
        }

        CandidateHealth health = new(weight > 0, weight > 0 ? score / weight : 0, latency.Value, first.Value, inFlight, counts.SuccessRate);
        if (why.Reason != UnusableReason.None)
        {
            health = health with { Why = why.Text, RetryAfter = why.RetryAfter, IsRateLimited = why.IsRateLimit };
        }

        Volatile.Write(ref _view, new View(health, version, now.Ticks));
        return health;
    }

    /// <summary>How the candidate fared at a moment.</summary>
    internal sealed record View(CandidateHealth Health, int Version, long Ticks);

    private struct Average
    {
        private double _ticks;
        private double _weight;

        public readonly TimeSpan? Value => _weight > 0 ? new TimeSpan((long)(_ticks / _weight)) : null;

        public void Add(TimeSpan? value, double weight)
        {
            if (value is { } known)
            {
                _ticks += known.Ticks * weight;
                _weight += weight;
            }
        }
    }
}
