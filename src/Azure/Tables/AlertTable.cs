using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Alerts;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Alerts: what is open in one partition, with a key made of rule and subject, so that it is opened once; what is closed in another, the
/// last one first; silences in a third. Apps that share a storage account have rules of their own, and so alerts of their own.
/// </summary>
internal sealed class AlertTable(TableServiceClient service, string site) : IAlertStore
{
    private readonly LazyTable _table = new(service, TableNames.Alerts);
    private readonly string _open = $"{site}_open";
    private readonly string _closed = $"{site}_closed";
    private readonly string _silences = $"{site}_silences";

    public Task<IReadOnlyList<Alert>> ReadOpenAsync(CancellationToken cancellationToken) => ReadAsync(_open, int.MaxValue, ToAlert, cancellationToken);

    public Task<Alert?> OpenAsync(Alert alert, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            try
            {
                Response response = await table.AddEntityAsync(ToEntity(alert, _open, KeyOf(alert)), cancellationToken);
                return alert with { Version = response.Headers.ETag?.ToString() };
            }
            catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.Conflict)
            {
                return (Alert?)null;
            }
        },
        cancellationToken);

    public Task<Alert?> UpdateAsync(Alert alert, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            try
            {
                Response response = await table.UpdateEntityAsync(ToEntity(alert, _open, KeyOf(alert)), new ETag(alert.Version!), TableUpdateMode.Replace, cancellationToken);
                return alert with { Version = response.Headers.ETag?.ToString() };
            }
            catch (RequestFailedException exception) when (exception.ErrorCode != "TableNotFound" && (HttpStatusCode)exception.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                return (Alert?)null;
            }
        },
        cancellationToken);

    public Task ArchiveAsync(Alert alert, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            long inverted = DateTimeOffset.MaxValue.Ticks - (alert.ClosedAt ?? alert.OpenedAt).UtcTicks;
            string row = string.Create(CultureInfo.InvariantCulture, $"{inverted:D19}_{alert.Id}");

            // First into the past, so that a crash loses nothing.
            await table.UpsertEntityAsync(ToEntity(alert, _closed, row), TableUpdateMode.Replace, cancellationToken);
            return await table.DeleteEntityAsync(_open, KeyOf(alert), ETag.All, cancellationToken);
        },
        cancellationToken);

    public Task<IReadOnlyList<Alert>> ReadClosedAsync(int limit, CancellationToken cancellationToken) => ReadAsync(_closed, limit, ToAlert, cancellationToken);

    public Task<IReadOnlyList<AlertSilence>> ReadSilencesAsync(CancellationToken cancellationToken) => ReadAsync(_silences, int.MaxValue, ToSilence, cancellationToken);

    public Task SaveSilenceAsync(AlertSilence silence, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(
            new TableEntity(_silences, silence.Id) { ["Rule"] = silence.Rule, ["Subject"] = silence.Subject, ["Until"] = silence.Until, ["Reason"] = silence.Reason },
            TableUpdateMode.Replace,
            cancellationToken),
        cancellationToken);

    public Task<AlertSilence?> FindSilenceAsync(string id, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(_silences, id, cancellationToken: cancellationToken);
            return row.HasValue ? ToSilence(row.Value!) : null;
        },
        cancellationToken);

    public Task DeleteSilenceAsync(string id, CancellationToken cancellationToken) =>
        RunAsync(table => table.DeleteEntityAsync(_silences, id, ETag.All, cancellationToken), cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        table => RuleRows.DeleteAsync(
            table, TableClient.CreateQueryFilter($"(PartitionKey eq {_closed} and ClosedAt lt {before}) or (PartitionKey eq {_silences} and Until lt {before})"), cancellationToken),
        cancellationToken);

    private static string KeyOf(Alert alert) => RuleRows.KeyOf(alert.Rule, alert.Subject);

    private static TableEntity ToEntity(Alert alert, string partition, string row) => new(partition, row)
    {
        ["Id"] = alert.Id,
        ["Rule"] = alert.Rule,
        ["Kind"] = alert.Kind.ToString(),
        ["Subject"] = alert.Subject,
        ["Value"] = alert.Value,
        ["Threshold"] = alert.Threshold,
        ["Message"] = alert.Message,
        ["OpenedAt"] = alert.OpenedAt,
        ["ClosedAt"] = alert.ClosedAt,
        ["Told"] = alert.Told.ToString(),
        ["Failures"] = alert.Failures,
    };

    private static Alert ToAlert(TableEntity row) => new()
    {
        Id = row.GetString("Id"),
        Rule = row.GetString("Rule"),
        Kind = Enum.Parse<AlertKind>(row.GetString("Kind")),
        Subject = row.GetString("Subject"),
        Value = row.GetDouble("Value") ?? 0,
        Threshold = row.GetDouble("Threshold") ?? 0,
        Message = row.GetString("Message"),
        OpenedAt = row.GetDateTimeOffset("OpenedAt") ?? default,
        ClosedAt = row.GetDateTimeOffset("ClosedAt"),
        Told = Enum.Parse<AlertNews>(row.GetString("Told")),
        Failures = row.GetInt32("Failures") ?? 0,
        Version = row.ETag.ToString(),
    };

    private static AlertSilence ToSilence(TableEntity row) => new()
    {
        Id = row.RowKey,
        Rule = row.GetString("Rule"),
        Subject = row.GetString("Subject"),
        Until = row.GetDateTimeOffset("Until") ?? default,
        Reason = row.GetString("Reason"),
    };

    private Task<IReadOnlyList<T>> ReadAsync<T>(string partition, int limit, Func<TableEntity, T> read, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<T>>(
        async table =>
        {
            List<T> found = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), Math.Min(limit, 1000), cancellationToken: cancellationToken))
            {
                if (found.Count == limit)
                {
                    break;
                }

                found.Add(read(row));
            }

            return found;
        },
        cancellationToken);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "alerts", work, cancellationToken);
}
