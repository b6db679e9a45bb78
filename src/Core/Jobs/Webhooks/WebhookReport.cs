namespace LlmFunctions.Jobs.Webhooks;

/// <summary>How the end of a job was told, so far.</summary>
public sealed record WebhookReport
{
    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Whether the receiver has taken it.</summary>
    public required bool Delivered { get; init; }

    /// <summary>The status that the receiver answered the last try with; null when it did not answer.</summary>
    public int? Status { get; init; }

    /// <summary>Why the last try failed.</summary>
    public string? Problem { get; init; }
}
