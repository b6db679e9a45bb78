namespace LlmFunctions.Quotas;

/// <summary>Which counter is meant.</summary>
/// <param name="Rule">The name of the limit.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Window">For how long.</param>
/// <param name="Subject">Whose calls: the app, the user, the account or the address.</param>
/// <param name="Period">In which window.</param>
public sealed record QuotaKey(string Rule, QuotaUnit Unit, QuotaWindow Window, string Subject, QuotaPeriod Period)
{
    /// <summary>What <see cref="Subject"/> is, whatever the limit is for by now; null where it was not noted.</summary>
    public QuotaScope? Scope { get; init; }

    /// <summary>The app whose calls alone are counted; null where those of several may be.</summary>
    public string? App => Scope switch
    {
        QuotaScope.App => Subject,
        QuotaScope.User => QuotaSubjects.AppOf(Subject),
        _ => null,
    };
}
