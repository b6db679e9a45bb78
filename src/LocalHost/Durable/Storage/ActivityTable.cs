using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.LocalHost.Durable.History;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>Activities to run. One that is leased is free again when its lease is over.</summary>
internal sealed class ActivityTable(DurableTables tables)
{
    private const string Partition = "activities";

    private static readonly DateTimeOffset Free = DateTimeOffset.UnixEpoch;

    public Task PutAsync(IEnumerable<ActivityWork> works, CancellationToken cancellationToken) => TableBatches.SubmitAsync(
        tables.Work,
        works.Select(static work => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToRow(work, Free))),
        cancellationToken);

    /// <summary>Adds one unless it is there already.</summary>
    public async Task AddMissingAsync(ActivityWork work, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Work.AddEntityAsync(ToRow(work, Free), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            // Waits or runs.
        }
    }

    public async Task<IReadOnlyList<ActivityWork>> FreeAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var works = new List<ActivityWork>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and LeaseUntil le {now}");
        await foreach (var row in tables.Work.QueryAsync<TableEntity>(filter, maxPerPage: most, cancellationToken: cancellationToken))
        {
            works.Add(new ActivityWork(
                row.GetString("InstanceId"),
                row.GetInt32("Generation")!.Value,
                JsonSerializer.Deserialize(row.GetText("Event")!, HistoryJson.Stored.HistoryEvent)!) { ETag = row.ETag });
            if (works.Count == most)
            {
                break;
            }
        }

        return works;
    }

    /// <summary>Takes or prolongs a lease.</summary>
    /// <returns>The work with its lease, or null where somebody else has it or it is done.</returns>
    public async Task<ActivityWork?> TryLeaseAsync(ActivityWork work, DateTimeOffset until, CancellationToken cancellationToken)
    {
        try
        {
            var lease = new TableEntity(Partition, work.Id) { ["LeaseUntil"] = until };
            var response = await tables.Work.UpdateEntityAsync(lease, work.ETag, TableUpdateMode.Merge, cancellationToken);
            return work with { ETag = response.Headers.ETag!.Value };
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return null;
        }
    }

    public Task ReleaseAsync(ActivityWork work, CancellationToken cancellationToken) => TryLeaseAsync(work, Free, cancellationToken);

    public Task DeleteAsync(ActivityWork work, CancellationToken cancellationToken) =>
        tables.Work.DeleteEntityAsync(Partition, work.Id, ETag.All, cancellationToken);

    /// <summary>Deletes what an instance has not begun.</summary>
    public async Task DeleteOfAsync(string instanceId, CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {instanceId + "|"} and RowKey lt {instanceId + "}"} and InstanceId eq {instanceId}");
        await foreach (var row in tables.Work.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            rows.Add(row.RowKey);
        }

        await TableBatches.DeleteAsync(tables.Work, Partition, rows, cancellationToken);
    }

    private static TableEntity ToRow(ActivityWork work, DateTimeOffset until)
    {
        var row = new TableEntity(Partition, work.Id)
        {
            ["InstanceId"] = work.InstanceId,
            ["Generation"] = work.Generation,
            ["LeaseUntil"] = until,
        };
        row.SetText("Event", JsonSerializer.Serialize(work.Step, HistoryJson.Stored.HistoryEvent));
        return row;
    }
}
