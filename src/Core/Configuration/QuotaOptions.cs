using LlmFunctions.Quotas;

namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Quotas__&lt;name&gt;__…</c>: one limit.</summary>
public sealed record QuotaOptions
{
    /// <summary>What the limit is called.</summary>
    public required string Name { get; init; }

    /// <summary>Whose calls are counted: each app, user, account or address has a counter of its own.</summary>
    public required QuotaScope Scope { get; init; }

    /// <summary>For whom it is: a name, or the beginning of one and <c>*</c>. An account is <c>provider/account</c>.</summary>
    public string Match { get; init; } = "*";

    /// <summary>What is counted.</summary>
    public required QuotaUnit Unit { get; init; }

    /// <summary>How long.</summary>
    public required QuotaWindow Window { get; init; }

    /// <summary>The most of it.</summary>
    public required decimal Limit { get; init; }

    /// <summary>Whether it refuses calls (hard), or only has the log tell that it was reached (soft).</summary>
    public QuotaMode Mode { get; init; } = QuotaMode.Hard;

    /// <summary>Whether it is about speed, not about a budget: what a client is told differs.</summary>
    internal bool IsRate => Unit != QuotaUnit.Money && (Window is QuotaWindow.Minute or QuotaWindow.Hour);

    internal bool Applies(string subject) => Match.EndsWith('*')
        ? subject.AsSpan().StartsWith(Match.AsSpan(0, Match.Length - 1), StringComparison.OrdinalIgnoreCase)
        : string.Equals(subject, Match, StringComparison.OrdinalIgnoreCase);
}
