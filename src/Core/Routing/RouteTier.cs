namespace LlmFunctions.Routing;

/// <summary>Candidates among which a strategy chooses; the next tier's come after all of this one's.</summary>
/// <param name="entries">The candidates, in the order in which they were given.</param>
/// <param name="strategy">The strategy; null for that of the app or the gateway.</param>
/// <param name="most">How many of them are tried at most.</param>
internal sealed class RouteTier(RouteEntry[] entries, string? strategy, int most = int.MaxValue)
{
    private uint _turn;

    public IReadOnlyList<RouteEntry> All => entries;

    public ReadOnlySpan<RouteEntry> Entries => entries;

    public string? Strategy => strategy;

    public int Most => most;

    /// <summary>How many calls there were before this one.</summary>
    public uint NextTurn() => Interlocked.Increment(ref _turn) - 1;

    /// <summary>Begins anywhere, so that the instances of the app do not all begin with the same candidate.</summary>
    public void BeginAt(uint turn) => _turn = turn;
}
