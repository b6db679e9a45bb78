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
        Position[] positions = ArrayPool<Position>.Shared.Rent(size);
        double[] ranks = ArrayPool<double>.Shared.Rent(size);
        try
        {
            int count = Filter(tier.Entries, candidates, positions, onlyNew);
            if (count > 0)
            {
                strategy.Rank(candidates.AsSpan(0, count), ranks.AsSpan(0, count), new RankingContext(demand, tier.NextTurn(), expectedOutputTokens));
                Order(ranks.AsSpan(0, count), positions.AsSpan(0, count));
                Append(positions.AsSpan(0, Math.Min(count, tier.Most)), candidates);
            }
        }
        finally
        {
            ArrayPool<RankedCandidate>.Shared.Return(candidates);
            ArrayPool<Position>.Shared.Return(positions);
            ArrayPool<double>.Shared.Return(ranks);
        }
    }

    private int Filter(ReadOnlySpan<RouteEntry> entries, RankedCandidate[] candidates, Position[] positions, bool onlyNew)
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
                positions[count] = new Position(count, refusal == Refusal.Doubtful);
                count++;
            }
        }

        return count;
    }

    private static void Order(Span<double> ranks, Span<Position> positions)
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

        // Sorting bare numbers is far cheaper than sorting with a comparison of one's own, but loses the order of equal ones.
        ranks.Sort(positions);
        for (int start = 0, end; start < ranks.Length; start = end)
        {
            for (end = start + 1; end < ranks.Length && ranks[end] == ranks[start]; end++)
            {
            }

            positions[start..end].Sort(static (one, other) => one.Index.CompareTo(other.Index));
        }
    }

    private void Append(ReadOnlySpan<Position> positions, RankedCandidate[] candidates)
    {
        foreach (ref readonly Position position in positions)
        {
            (position.IsDoubtful ? _doubtful ??= [] : _suited).Add(candidates[position.Index].Candidate);
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

    /// <summary>Which of the given candidates one is.</summary>
    private readonly record struct Position(int Index, bool IsDoubtful);
}
