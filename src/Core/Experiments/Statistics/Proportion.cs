namespace LlmFunctions.Experiments.Statistics;

/// <summary>How many of all were such, with Wilson's interval: it holds for rates near 0 and for few cases, too.</summary>
/// <remarks>Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17 (1998), methods 3 and 10.</remarks>
/// <param name="Hits">How many were such.</param>
/// <param name="Total">How many there were; above 0.</param>
internal readonly record struct Proportion(double Hits, double Total)
{
    public Estimate Rate()
    {
        const double Z2 = StudentT.Normal * StudentT.Normal;
        double rate = Hits / Total;
        double middle = rate + (Z2 / (2 * Total));
        double half = StudentT.Normal * Math.Sqrt((rate * (1 - rate) / Total) + (Z2 / (4 * Total * Total)));
        double scale = 1 + (Z2 / Total);

        // At 0 and 1 the interval ends there; a rounding error must not make it end beside.
        return new Estimate(rate, Hits <= 0 ? 0 : (middle - half) / scale, Hits >= Total ? 1 : (middle + half) / scale);
    }

    /// <summary>By how much this rate is above another.</summary>
    public Estimate Minus(Proportion other)
    {
        Estimate one = Rate();
        Estimate two = other.Rate();
        double difference = one.Value - two.Value;
        return new Estimate(
            difference,
            difference - Distance(one.Value - one.Low!.Value, two.High!.Value - two.Value),
            difference + Distance(one.High!.Value - one.Value, two.Value - two.Low!.Value));
    }

    private static double Distance(double one, double other) => Math.Sqrt((one * one) + (other * other));
}
