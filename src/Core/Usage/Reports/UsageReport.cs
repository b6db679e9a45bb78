namespace LlmFunctions.Usage.Reports;

/// <summary>An answer to a <see cref="UsageQuery"/>.</summary>
/// <param name="From">From when it is, which may be a little before what was asked for.</param>
/// <param name="To">Until when.</param>
/// <param name="Total">All together.</param>
/// <param name="Groups">What was told apart, in the order of time and names.</param>
public sealed record UsageReport(DateTimeOffset From, DateTimeOffset To, UsageFigures Total, IReadOnlyList<(UsageKey Key, UsageFigures Figures)> Groups);
