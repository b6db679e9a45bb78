using Azure.Data.Tables;
using LlmFunctions.Resilience;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>The rows of the health table.</summary>
internal static class HealthEntity
{
    public static TableEntity FromRow(HealthRow row, string partition, string key) => new(partition, key)
    {
        [nameof(HealthRow.Provider)] = row.Provider,
        [nameof(HealthRow.Account)] = row.Account,
        [nameof(HealthRow.Model)] = row.Model,
        [nameof(HealthRow.State)] = row.State.ToString(),
        [nameof(HealthRow.ChangedAt)] = row.ChangedAt,

        // A merge leaves what it does not name, so what is over is written as over.
        [nameof(HealthRow.Until)] = row.Until ?? DateTimeOffset.MaxValue,
        [nameof(HealthRow.RefusedKey)] = row.RefusedKey ?? "",
    };

    public static HealthRow ToRow(TableEntity row) => new()
    {
        Provider = row.GetString(nameof(HealthRow.Provider)) ?? "",
        Account = row.GetString(nameof(HealthRow.Account)) ?? "",
        Model = row.GetString(nameof(HealthRow.Model)) ?? "",

        // A state of a later version is none of this one's.
        State = Enum.TryParse(row.GetString(nameof(HealthRow.State)), out SharedState state) ? state : SharedState.Good,
        Until = row.GetDateTimeOffset(nameof(HealthRow.Until)) is { } until && until.Year < DateTimeOffset.MaxValue.Year ? until : null,
        RefusedKey = row.GetString(nameof(HealthRow.RefusedKey)) is { Length: > 0 } key ? key : null,
        ChangedAt = row.GetDateTimeOffset(nameof(HealthRow.ChangedAt)),
        Probe = ProbeOf(row),
        Version = row.ETag.ToString(),
    };

    /// <summary>The last probe of an account; what is known of its state stays.</summary>
    public static TableEntity OfProbe(ProbeRecord probe, string partition, string key, int longestError) => new(partition, key)
    {
        [nameof(HealthRow.Provider)] = probe.Provider,
        [nameof(HealthRow.Account)] = probe.Account,
        ["ProbedAt"] = probe.Probe.At,
        ["ProbeResult"] = probe.Probe.Result.ToString(),
        ["ProbeMs"] = probe.Probe.DurationMs,
        ["ProbeError"] = Clip(probe.Probe.Error, longestError),
    };

    public static TableEntity OfHistory(ProbeRecord probe, string partition, string key, int longestError)
    {
        TableEntity row = OfProbe(probe, partition, key, longestError);
        row[nameof(ProbeRecord.Status)] = probe.Status.ToString();
        row[nameof(ProbeRecord.Score)] = probe.Score;
        row[nameof(ProbeRecord.Successes)] = probe.Successes;
        row[nameof(ProbeRecord.Failures)] = probe.Failures;
        return row;
    }

    /// <summary>A point of the history; null where a later version wrote what this one does not know.</summary>
    public static ProbeRecord? ToHistory(TableEntity row) =>
        ProbeOf(row) is { } probe && Enum.TryParse(row.GetString(nameof(ProbeRecord.Status)), out AccountStatus status)
            ? new ProbeRecord
            {
                Provider = row.GetString(nameof(HealthRow.Provider)) ?? "",
                Account = row.GetString(nameof(HealthRow.Account)) ?? "",
                Probe = probe,
                Status = status,
                Score = row.GetDouble(nameof(ProbeRecord.Score)) ?? 0,
                Successes = row.GetInt32(nameof(ProbeRecord.Successes)) ?? 0,
                Failures = row.GetInt32(nameof(ProbeRecord.Failures)) ?? 0,
            }
            : null;

    private static ProbeOutcome? ProbeOf(TableEntity row) =>
        row.GetDateTimeOffset("ProbedAt") is { } at && Enum.TryParse(row.GetString("ProbeResult"), out ProbeResult result)
            ? new ProbeOutcome(at, result, row.GetDouble("ProbeMs") ?? 0, row.GetString("ProbeError") is { Length: > 0 } error ? error : null)
            : null;

    private static string Clip(string? text, int length) => text is null ? "" : text.Length <= length ? text : text[..length];
}
