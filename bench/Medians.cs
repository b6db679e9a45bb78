namespace LlmFunctions.Bench;

/// <summary>Medians, which a turn that something else disturbed does not move.</summary>
internal static class Medians
{
    public static double Median<T>(this IEnumerable<T> items, Func<T, double> figure)
    {
        double[] sorted = [.. items.Select(figure).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
