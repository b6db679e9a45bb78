using LlmFunctions.Alerts;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Alerts__&lt;name&gt;__…</c>: one rule.</summary>
public sealed record AlertOptions
{
    /// <summary>What the rule is called.</summary>
    public required string Name { get; init; }

    /// <summary>What is watched.</summary>
    public required AlertKind Kind { get; init; }

    /// <summary>From where on it is an alert, in the unit of the kind.</summary>
    public double Threshold { get; init; }

    /// <summary>What is watched by its name, or the beginning of it and <c>*</c>.</summary>
    public string Match { get; init; } = "*";

    /// <summary>What attempts and money are told apart by.</summary>
    public UsageDimensions By { get; init; } = UsageDimensions.Provider;

    /// <summary>The time that is looked at.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>With how many attempts in it a window says something.</summary>
    public long MinRequests { get; init; } = 20;

    /// <summary>From how many US dollars in a window on it matters.</summary>
    public decimal MinCost { get; init; } = 1;

    /// <summary>Who is told; null for nobody but the log.</summary>
    public string? Webhook { get; init; }
}
