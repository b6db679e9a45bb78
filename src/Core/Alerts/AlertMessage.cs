namespace LlmFunctions.Alerts;

/// <summary>What a webhook is told.</summary>
public sealed record AlertMessage
{
    /// <summary><c>alert.opened</c> or <c>alert.closed</c>.</summary>
    public required string Type { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required AlertEntry Data { get; init; }
}
