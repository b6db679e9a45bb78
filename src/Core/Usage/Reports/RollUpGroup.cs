namespace LlmFunctions.Usage.Reports;

/// <summary>One sum of a roll-up.</summary>
internal sealed record RollUpGroup
{
    public required UsageKey Of { get; init; }

    public required UsageFigures Figures { get; init; }
}
