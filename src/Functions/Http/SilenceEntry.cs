using LlmFunctions.Alerts;

namespace LlmFunctions.Functions.Http;

/// <summary>A silence.</summary>
public sealed record SilenceEntry
{
    public required string Id { get; init; }

    public required string Rule { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset Until { get; init; }

    public string? Reason { get; init; }

    internal static SilenceEntry Of(AlertSilence silence) =>
        new() { Id = silence.Id, Rule = silence.Rule, Subject = silence.Subject, Until = silence.Until, Reason = silence.Reason };
}
