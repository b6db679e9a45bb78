using System.Text.Json;
using LlmFunctions.Auditing;

namespace LlmFunctions.Functions.Http;

/// <summary>An entry of the audit log, as the management API shows it.</summary>
public sealed record AuditEntryView
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public required string App { get; init; }

    public required string Action { get; init; }

    public required string Target { get; init; }

    public JsonElement? Before { get; init; }

    public JsonElement? After { get; init; }

    public string? Failure { get; init; }

    public string? Of { get; init; }

    public required string RequestId { get; init; }

    public string? SourceAddress { get; init; }

    internal static AuditEntryView From(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Actor = entry.Actor,
        App = entry.App,
        Action = entry.Action,
        Target = entry.Target,
        Before = Parse(entry.Before),
        After = Parse(entry.After),
        Failure = entry.Failure,
        Of = entry.Of,
        RequestId = entry.RequestId,
        SourceAddress = entry.SourceAddress,
    };

    private static JsonElement? Parse(string? json) => json is null ? null : JsonElement.Parse(json);
}
