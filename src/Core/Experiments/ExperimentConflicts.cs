using LlmFunctions.Configuration;

namespace LlmFunctions.Experiments;

/// <summary>Finds experiments that would both split the same calls.</summary>
internal static class ExperimentConflicts
{
    public static IEnumerable<string> Find(IReadOnlyList<ExperimentOptions> experiments) =>
        from pair in experiments.SelectMany((one, index) => experiments.Skip(index + 1).Select(other => (One: one, Other: other)))
        where pair.One.Enabled && pair.Other.Enabled && pair.One.Model.Equals(pair.Other.Model, StringComparison.OrdinalIgnoreCase)
            && ShareApps(pair.One, pair.Other) && ShareTime(pair.One, pair.Other)
        select $"Gateway__Experiments__{pair.Other.Name} splits calls of '{pair.Other.Model}' that '{pair.One.Name}' splits already: give them other apps or times, or switch one off.";

    private static bool ShareApps(ExperimentOptions one, ExperimentOptions other) =>
        one.Apps.Count == 0 || other.Apps.Count == 0 || one.Apps.Any(other.HasApp);

    private static bool ShareTime(ExperimentOptions one, ExperimentOptions other) => !(one.End <= other.Start) && !(other.End <= one.Start);
}
