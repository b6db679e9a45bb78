namespace LlmFunctions.Bench.Comparison;

/// <summary>Something that is to be so, and whether it is.</summary>
/// <param name="What">What is to be so, with the figure that is asked for.</param>
/// <param name="Measured">The figure that was measured.</param>
/// <param name="Met">Whether it is good enough.</param>
internal sealed record Check(string What, string Measured, bool Met)
{
    public static string[][] Table(IEnumerable<Check> checks) =>
        [["target", "measured", ""], .. checks.Select(static check => new[] { check.What, check.Measured, check.Met ? "met" : "missed" })];
}
