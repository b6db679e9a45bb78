namespace LlmFunctions.Auditing;

/// <summary>Which entries of the audit log are asked for.</summary>
public sealed record AuditQuery
{
    /// <summary>The earliest time; null for the first entry.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>What all times are before; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Actor { get; init; }

    public string? Action { get; init; }

    public string? Target { get; init; }

    /// <summary>How many entries a page has.</summary>
    public required int Limit { get; init; }

    /// <summary>The <see cref="AuditPage.Next"/> of the page before.</summary>
    public string? After { get; init; }
}
