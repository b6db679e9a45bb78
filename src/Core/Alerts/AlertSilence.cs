namespace LlmFunctions.Alerts;

/// <summary>That nobody is told of some alerts for a time; they are opened and closed all the same.</summary>
public sealed record AlertSilence
{
    public required string Id { get; init; }

    /// <summary>The name of the rule, or its beginning and <c>*</c>.</summary>
    public string Rule { get; init; } = "*";

    /// <summary>What the alert is about, or its beginning and <c>*</c>.</summary>
    public string Subject { get; init; } = "*";

    public required DateTimeOffset Until { get; init; }

    public string? Reason { get; init; }

    internal bool Covers(Alert alert, DateTimeOffset now) => now < Until && NamePattern.Matches(Rule, alert.Rule) && NamePattern.Matches(Subject, alert.Subject);
}
