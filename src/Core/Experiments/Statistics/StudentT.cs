namespace LlmFunctions.Experiments.Statistics;

/// <summary>How many standard errors to each side of an estimate 95 % lie within.</summary>
/// <remarks>G. W. Hill, Algorithm 396: Student's t-quantiles, Communications of the ACM 13 (1970); good to four digits from 2 degrees on, and at most 5 % too wide below.</remarks>
internal static class StudentT
{
    /// <summary>Of the normal distribution, to which Student's comes near when there are many values.</summary>
    public const double Normal = 1.959963984540054;

    private const double Outside = 0.05;

    /// <param name="degrees">The degrees of freedom; not below 1.</param>
    public static double Quantile(double degrees)
    {
        if (degrees <= 1)
        {
            return 1 / Math.Tan(Outside * Math.PI / 2);
        }

        if (Math.Abs(degrees - 2) < 1e-9)
        {
            return Math.Sqrt((2 / (Outside * (2 - Outside))) - 2);
        }

        double a = 1 / (degrees - 0.5);
        double b = 48 / (a * a);
        double c = ((((20700 * a / b) - 98) * a - 16) * a) + 96.36;
        double d = (((94.5 / (b + c)) - 3) / b + 1) * Math.Sqrt(a * Math.PI / 2) * degrees;
        double y = Math.Pow(d * Outside, 2 / degrees);
        return Math.Sqrt(degrees * (y > 0.05 + a ? FromNormal(degrees, a, b, c, d) : FromTail(degrees, d, y)));
    }

    private static double FromNormal(double degrees, double a, double b, double c, double d)
    {
        const double X = -Normal;
        double y = X * X;
        c += degrees < 5 ? 0.3 * (degrees - 4.5) * (X + 0.6) : 0;
        c = ((((((0.05 * d * X) - 5) * X) - 7) * X) - 2) * X + b + c;
        y = ((((((0.4 * y) + 6.3) * y) + 36) * y + 94.5) / c - y - 3) / b + 1;
        y = a * y * X * (y * X);
        return y > 0.002 ? Math.Exp(y) - 1 : (0.5 * y * y) + y;
    }

    private static double FromTail(double degrees, double d, double y) =>
        (((1 / ((((degrees + 6) / (degrees * y)) - (0.089 * d) - 0.822) * (degrees + 2) * 3)) + (0.5 / (degrees + 4))) * y - 1) * (degrees + 1) / (degrees + 2) + (1 / y);
}
