namespace LlmFunctions.Bench.Comparison;

/// <summary>Gives everybody a turn in each of several rounds, so that whatever else the machine does slows all of them alike.</summary>
internal static class Turns
{
    /// <returns>The results of each contender, one a round; nothing for those that cannot do it.</returns>
    public static async Task<Dictionary<Contender, List<T>>> TakeAsync<T>(
        IReadOnlyList<Contender> contenders, int rounds, Scenario scenario, Func<Call, Task<T>> turn, CancellationToken cancellationToken)
    {
        Contender[] able = [.. contenders.Where(one => one.CallOf(scenario) is not null)];
        Dictionary<Contender, List<T>> results = able.ToDictionary(static one => one, static _ => new List<T>());
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < able.Length; i++)
            {
                // Another one begins each time.
                Contender one = able[(round + i) % able.Length];
                await one.BeforeTurn(cancellationToken);
                results[one].Add(await turn(one.CallOf(scenario)!));
            }
        }

        return results;
    }
}
