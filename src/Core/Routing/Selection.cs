using System.Buffers;
using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Routing;

/// <summary>
/// Gathers the candidates of a call, tier by tier. Those that may be less suited come after all that are suited. Works in
/// borrowed memory: it is done for every call.
/// </summary>
internal sealed class Selection(CandidateFilter filter, Demand demand, ICandidateHealth health, DateTimeOffset now, int expectedOutputTokens, int most)
{
    private readonly List<Candidate> _suited = new(most);
    private List<Candidate>? _doubtful;

    public void Add(RouteTier tier, IRoutingStrategy strategy) => Add(tier, strategy, onlyNew: false);

    /// <summary>The same without those that are there already.</summary>
    public void AddOthers(RouteTier tier, IRoutingStrategy strategy) => Add(tier, strategy, onlyNew: true);

    public IReadOnlyList<Candidate> Take()
    {
        if (_doubtful is not null)
        {
            _suited.AddRange(_doubtful);
        }

        return _suited;
    }

    private void Add(RouteTier tier, IRoutingStrategy strategy, bool onlyNew)
    {
        int size = tier.Entries.Length;
        RankedCandidate[] candidates = ArrayPool<RankedCandidate>.Shared.Rent(size);
        double[] ranks = ArrayPool<double>.Shared.Rent(size);
        ulong[] keys = ArrayPool<ulong>.Shared.Rent(size);
        try
        {
            int count = Filter(tier.Entries, candidates, keys, onlyNew);
            if (count > 0)
            {
                strategy.Rank(candidates.AsSpan(0, count), ranks.AsSpan(0, count), new RankingContext(demand, tier.NextTurn(), expectedOutputTokens));
                Order(ranks.AsSpan(0, count), keys.AsSpan(0, count));
                Append(keys.AsSpan(0, Math.Min(count, tier.Most)), candidates);
            }
        }
        finally
        {
            ArrayPool<RankedCandidate>.Shared.Return(candidates);
            ArrayPool<double>.Shared.Return(ranks);
            ArrayPool<ulong>.Shared.Return(keys);
        }
    }

    private int Filter(ReadOnlySpan<RouteEntry> entries, RankedCandidate[] candidates, ulong[] keys, bool onlyNew)
    {
        int count = 0;
        foreach (ref readonly RouteEntry entry in entries)
        {
            Refusal refusal = filter.Check(entry);
            if (refusal > Refusal.Doubtful || (onlyNew && IsThere(entry.Candidate)))
            {
                continue;
            }

            CandidateHealth state = health.Of(entry.Candidate, now);
            if (state.Usable)
            {
                candidates[count] = new RankedCandidate(entry.Candidate, entry.Weight, entry.IsLocal, state);
                keys[count] = RankKey.Of(count, refusal == Refusal.Doubtful);
                count++;
            }
        }

        return count;
    }

    private static void Order(ReadOnlySpan<double> ranks, Span<ulong> keys)
    {
        bool isOrdered = true;
        for (int i = 1; i < ranks.Length && isOrdered; i++)
        {
            isOrdered = ranks[i - 1] <= ranks[i];
        }

        if (isOrdered)
        {
            return;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = RankKey.Ranked(keys[i], ranks[i]);
        }

        keys.Sort();
    }

    private void Append(ReadOnlySpan<ulong> keys, RankedCandidate[] candidates)
    {
        foreach (ulong key in keys)
        {
            (RankKey.IsDoubtful(key) ? _doubtful ??= [] : _suited).Add(candidates[RankKey.IndexOf(key)].Candidate);
        }
    }

    private bool IsThere(Candidate candidate)
    {
        foreach (Candidate there in _suited)
        {
            if (there.IsSameModelAs(candidate))
            {
                return true;
            }
        }

        return _doubtful?.Exists(there => there.IsSameModelAs(candidate)) ?? false;
    }
}
