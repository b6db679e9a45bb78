using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.LocalHost.Durable.History;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>
/// The histories. A turn is committed by the transaction that moves the head, which is the last one where there are several:
/// events beyond the head's count do not exist.
/// </summary>
internal sealed class HistoryTable(DurableTables tables)
{
    private const string HeadRow = "head";

    private static readonly DateTimeOffset Free = DateTimeOffset.UnixEpoch;

    /// <summary>Takes the lease of an instance; null where somebody else has it.</summary>
    public async Task<Head?> TryLeaseAsync(string instanceId, string owner, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var found = await tables.History.GetEntityIfExistsAsync<TableEntity>(instanceId, HeadRow, cancellationToken: cancellationToken);
        if (found.HasValue && found.Value!.GetDateTimeOffset("LeaseUntil") > now)
        {
            return null;
        }

        var row = found.HasValue ? found.Value! : ToRow(new Head(instanceId, 0, 0, true, default));
        row["Owner"] = owner;
        row["LeaseUntil"] = until;
        try
        {
            var response = found.HasValue
                ? await tables.History.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, cancellationToken)
                : await tables.History.AddEntityAsync(row, cancellationToken);
            return new Head(
                instanceId,
                row.GetInt32("Generation")!.Value,
                row.GetInt32("Count")!.Value,
                row.GetBoolean("HasEnded")!.Value,
                response.Headers.ETag!.Value);
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    public async Task ReleaseAsync(Head head, CancellationToken cancellationToken)
    {
        try
        {
            await (head.IsNew
                ? tables.History.DeleteEntityAsync(head.InstanceId, HeadRow, head.ETag, cancellationToken)
                : tables.History.UpdateEntityAsync(ToRow(head), head.ETag, TableUpdateMode.Replace, cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            // The lease was over, and somebody else has it now.
        }
    }

    public async Task<List<HistoryEvent>> ReadAsync(Head head, CancellationToken cancellationToken)
    {
        var events = new List<HistoryEvent>(head.Count);
        if (head.Count == 0)
        {
            return events;
        }

        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {head.InstanceId} and RowKey ge {RowKey(head.Generation, 0)} and RowKey lt {RowKey(head.Generation, head.Count)}");
        await foreach (var row in tables.History.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            events.Add(JsonSerializer.Deserialize(row.GetText("Event")!, HistoryJson.Stored.HistoryEvent)!);
        }

        return events.Count == head.Count
            ? events
            : throw new InvalidDataException($"The history of '{head.InstanceId}' has {events.Count} events where its head says {head.Count}.");
    }

    /// <summary>Adds events after those that <paramref name="head"/> counts and moves to <paramref name="next"/>, whose lease goes on.</summary>
    /// <returns>False where the lease was lost: then nothing has changed.</returns>
    public async Task<bool> TryCommitAsync(Head head, IReadOnlyList<HistoryEvent> added, Head next, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var nextRow = ToRow(next);
        nextRow["LeaseUntil"] = until;
        var rows = added.Select((e, i) => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToRow(head, head.Count + i, e)));
        try
        {
            await TableBatches.SubmitAsync(
                tables.History,
                [.. rows, new TableTransactionAction(TableTransactionActionType.UpdateReplace, nextRow, head.ETag)],
                cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Deletes the events of a run that is over.</summary>
    public Task DeleteRunAsync(string instanceId, int generation, int count, CancellationToken cancellationToken) => TableBatches.DeleteAsync(
        tables.History, instanceId, Enumerable.Range(0, count).Select(i => RowKey(generation, i)), cancellationToken);

    public async Task DeleteAllAsync(string instanceId, CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {instanceId}");
        await foreach (var row in tables.History.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken))
        {
            rows.Add(row.RowKey);
        }

        await TableBatches.DeleteAsync(tables.History, instanceId, rows, cancellationToken);
    }

    private static TableEntity ToRow(Head head) => new(head.InstanceId, HeadRow)
    {
        ["Generation"] = head.Generation,
        ["Count"] = head.Count,
        ["HasEnded"] = head.HasEnded,
        ["LeaseUntil"] = Free,
    };

    private static TableEntity ToRow(Head head, int index, HistoryEvent e)
    {
        var row = new TableEntity(head.InstanceId, RowKey(head.Generation, index));
        row.SetText("Event", JsonSerializer.Serialize(e, HistoryJson.Stored.HistoryEvent));
        return row;
    }

    private static string RowKey(int generation, int index) => string.Create(CultureInfo.InvariantCulture, $"{generation:D8}.{index:D8}");
}
