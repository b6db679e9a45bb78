using System.Globalization;

namespace LlmFunctions.Bench;

/// <summary>Milliseconds.</summary>
internal readonly record struct Percentiles(double P50, double P95, double P99)
{
    public static Percentiles operator -(Percentiles left, Percentiles right) => left.Subtract(right);

    public Percentiles Subtract(Percentiles other) => new(P50 - other.P50, P95 - other.P95, P99 - other.P99);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{P50:0.00} / {P95:0.00} / {P99:0.00}");
}
