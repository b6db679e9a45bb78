namespace LlmFunctions.Quotas;

/// <summary>How a limit stands, for the headers of an answer.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Limit">The limit.</param>
/// <param name="Remaining">What is left, as far as this instance knows.</param>
/// <param name="Reset">When it begins anew; null for never.</param>
public readonly record struct QuotaStatus(QuotaUnit Unit, decimal Limit, decimal Remaining, TimeSpan? Reset);
