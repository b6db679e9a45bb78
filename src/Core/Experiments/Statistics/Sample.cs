namespace LlmFunctions.Experiments.Statistics;

/// <summary>Measured values, by what is needed of them.</summary>
/// <param name="Count">How many there are; above 0.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Variance">The variance of what they are a sample of.</param>
internal readonly record struct Sample(double Count, double Mean, double Variance)
{
    public static Sample OfSums(long count, double sum, double squares)
    {
        double mean = sum / count;

        // Of values that are all the same, rounding may leave less than nothing.
        double deviations = squares - (sum * mean);
        return new Sample(count, mean, count < 2 || deviations < squares * 1e-12 ? 0 : deviations / (count - 1));
    }

    public static Sample OfCounts(IEnumerable<(double Value, long Count)> values)
    {
        (long count, double sum, double squares) = (0, 0, 0);
        foreach ((double value, long times) in values)
        {
            (count, sum, squares) = (count + times, sum + (value * times), squares + (value * value * times));
        }

        return OfSums(count, sum, squares);
    }

    /// <summary>The mean, with Student's interval.</summary>
    public Estimate Average() => Between(Mean, Error, Count - 1);

    /// <summary>By how much this mean is above another: Welch's interval, which does not take the variances for equal.</summary>
    public Estimate Minus(Sample other)
    {
        double error = Error + other.Error;
        double degrees = error * error / ((Error * Error / (Count - 1)) + (other.Error * other.Error / (other.Count - 1)));
        return Between(Mean - other.Mean, Count < 2 || other.Count < 2 ? 0 : error, degrees);
    }

    /// <summary>The variance of the mean.</summary>
    private double Error => Variance / Count;

    // Values that do not differ at all say nothing about how much others would.
    private static Estimate Between(double value, double error, double degrees)
    {
        double? half = error > 0 ? StudentT.Quantile(degrees) * Math.Sqrt(error) : null;
        return new Estimate(value, value - half, value + half);
    }
}
