namespace LlmFunctions.Alerts;

/// <summary>An alert as the API and webhooks tell it.</summary>
public sealed record AlertEntry
{
    public required string Id { get; init; }

    public required string Rule { get; init; }

    public required AlertKind Kind { get; init; }

    public required string Subject { get; init; }

    /// <summary><c>open</c> or <c>closed</c>.</summary>
    public required string State { get; init; }

    public required double Value { get; init; }

    public required double Threshold { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether it is silenced now; absent where that is not known.</summary>
    public bool? Silenced { get; init; }

    /// <summary>Tells an alert.</summary>
    public static AlertEntry Of(Alert alert) => new()
    {
        Id = alert.Id,
        Rule = alert.Rule,
        Kind = alert.Kind,
        Subject = alert.Subject,
        State = alert.ClosedAt is null ? "open" : "closed",
        Value = alert.Value,
        Threshold = alert.Threshold,
        Message = alert.Message,
        OpenedAt = alert.OpenedAt,
        ClosedAt = alert.ClosedAt,
    };

    /// <summary>Tells an open alert, and whether it is silenced.</summary>
    public static AlertEntry Of(Alert alert, IReadOnlyList<AlertSilence> silences, DateTimeOffset now) => Of(alert) with { Silenced = silences.Any(silence => silence.Covers(alert, now)) };
}
