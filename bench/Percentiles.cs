using System.Globalization;

namespace LlmFunctions.Bench;

/// <summary>Milliseconds.</summary>
internal readonly record struct Percentiles(double P50, double P95, double P99)
{
    public static Percentiles operator -(Percentiles one, Percentiles other) => new(one.P50 - other.P50, one.P95 - other.P95, one.P99 - other.P99);

    /// <param name="sorted">Measurements, the smallest first; at least one.</param>
    public static Percentiles Of(double[] sorted)
    {
        return new Percentiles(At(50), At(95), At(99));

        double At(int percent) => sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
    }

    /// <summary>The median of each over several turns.</summary>
    public static Percentiles Median(IReadOnlyCollection<Percentiles> turns) =>
        new(turns.Median(static one => one.P50), turns.Median(static one => one.P95), turns.Median(static one => one.P99));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50:0.00} / {P95:0.00} / {P99:0.00}");
}
