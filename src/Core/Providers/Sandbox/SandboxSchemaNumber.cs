namespace LlmFunctions.Providers.Sandbox;

/// <summary>The number nearest to zero that a schema allows, of those that are easily found.</summary>
internal static class SandboxSchemaNumber
{
    // Beyond these, decimal arithmetic overflows.
    private const decimal LargestBound = 1e15m;
    private const decimal FinestStep = 1e-9m;

    /// <summary>Null when there is none, or none that is found.</summary>
    public static decimal? Smallest(SchemaKeywords keywords)
    {
        bool isInteger = keywords.Type == "integer";
        decimal? least = keywords.Number("minimum");
        decimal? above = keywords.Number("exclusiveMinimum");
        decimal? most = keywords.Number("maximum");
        decimal? below = keywords.Number("exclusiveMaximum");
        decimal step = keywords.Number("multipleOf") is { } multiple and > 0 ? multiple : isInteger ? 1 : 0;
        if (new[] { least, above, most, below, step }.Any(static bound => Math.Abs(bound ?? 0) > LargestBound) || step is > 0 and < FinestStep)
        {
            return null;
        }

        decimal next = step > 0 ? step : 1;
        decimal?[] candidates =
        [
            0,
            Up(least),
            Up(above),
            Up(above) + next,
            Down(most),
            Down(below),
            Down(below) - next,
            (above + (most ?? below)) / 2,
            ((least ?? above) + below) / 2,
        ];
        return candidates.FirstOrDefault(candidate => candidate is { } value
            && !(value < least) && !(value <= above) && !(value > most) && !(value >= below)
            && (step == 0 || value % step == 0)
            && (!isInteger || value % 1 == 0));

        decimal? Up(decimal? bound) => bound is { } value && step > 0 ? Math.Ceiling(value / step) * step : bound;

        decimal? Down(decimal? bound) => bound is { } value && step > 0 ? Math.Floor(value / step) * step : bound;
    }
}
