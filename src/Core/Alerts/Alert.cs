namespace LlmFunctions.Alerts;

/// <summary>That something was beyond its threshold: opened once, closed when it is over.</summary>
public sealed record Alert
{
    public required string Id { get; init; }

    /// <summary>The name of the rule.</summary>
    public required string Rule { get; init; }

    public required AlertKind Kind { get; init; }

    /// <summary>Which limit, provider, account, model or app.</summary>
    public required string Subject { get; init; }

    /// <summary>How it stood when it was last looked at, in the unit of the kind.</summary>
    public required double Value { get; init; }

    public required double Threshold { get; init; }

    public required string Message { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What the webhook was told: nothing, that it opened, or that it closed.</summary>
    public AlertNews Told { get; init; }

    /// <summary>How often in a row the webhook did not take it.</summary>
    public int Failures { get; init; }

    /// <summary>The version of the stored alert.</summary>
    public string? Version { get; init; }
}
