using System.Globalization;

namespace LlmFunctions.Bench.Comparison;

/// <summary>Numbers as tables have them.</summary>
internal static class Figures
{
    public static string Whole(this double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Fine(this double number) => number.ToString("0.00", CultureInfo.InvariantCulture);
}
