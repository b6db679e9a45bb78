using System.Buffers;
using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Routing;

/// <summary>
/// Gathers the candidates of a call, tier by tier. Those that may be less suited come after all that are suited. Works in
/// borrowed memory: it is done for every call.
/// </summary>
internal sealed class Selection(CandidateFilter filter, Demand demand, ICandidateHealth health, int expectedOutputTokens, int most)
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
                Order(positions.AsSpan(0, count), ranks);
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

            CandidateHealth state = health.Of(entry.Candidate);
            if (state.Usable)
            {
                candidates[count] = new RankedCandidate(entry.Candidate, entry.Weight, entry.IsLocal, state);
                positions[count] = new Position(0, count, refusal == Refusal.Doubtful);
                count++;
            }
        }

        return count;
    }

    private static void Order(Span<Position> positions, double[] ranks)
    {
        bool isOrdered = true;
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = positions[i] with { Rank = ranks[i] };
            isOrdered &= i == 0 || ranks[i - 1] <= ranks[i];
        }

        if (!isOrdered)
        {
            positions.Sort();
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

    /// <summary>Where a candidate stands; equal ranks keep the order in which they were given.</summary>
    private readonly record struct Position(double Rank, int Index, bool IsDoubtful) : IComparable<Position>
    {
        public int CompareTo(Position other)
        {
            int byRank = Rank.CompareTo(other.Rank);
            return byRank != 0 ? byRank : Index.CompareTo(other.Index);
        }
    }
}
