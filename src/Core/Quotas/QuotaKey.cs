namespace LlmFunctions.Quotas;

/// <summary>Which counter is meant.</summary>
/// <param name="Rule">The name of the limit.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Window">For how long.</param>
/// <param name="Subject">Whose calls: the app, the user, the account or the address.</param>
/// <param name="Period">In which window.</param>
public sealed record QuotaKey(string Rule, QuotaUnit Unit, QuotaWindow Window, string Subject, QuotaPeriod Period);
