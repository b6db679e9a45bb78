using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.LocalHost.Durable.History;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>What instances are told: starts, results, timers, external events. Deleted once it is in a history.</summary>
internal sealed class MessageTable(DurableTables tables)
{
    private const string Partition = "messages";
    private const int MostAtOnce = 1000;

    /// <returns>False where a message with this id waits already.</returns>
    public async Task<bool> TryAddAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Work.AddEntityAsync(ToRow(message), cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 409)
        {
            return false;
        }
    }

    public Task PutAsync(IEnumerable<Message> messages, CancellationToken cancellationToken) => TableBatches.SubmitAsync(
        tables.Work,
        messages.Select(static message => new TableTransactionAction(TableTransactionActionType.UpsertReplace, ToRow(message))),
        cancellationToken);

    /// <summary>The instances that there is something for.</summary>
    public async Task<IReadOnlyCollection<string>> ReadyAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ready = new HashSet<string>(StringComparer.Ordinal);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and Due le {now}");
        await foreach (var row in tables.Work.QueryAsync<TableEntity>(filter, select: ["InstanceId"], cancellationToken: cancellationToken))
        {
            ready.Add(row.GetString("InstanceId"));
        }

        return ready;
    }

    /// <summary>What there is for an instance, the oldest first.</summary>
    public async Task<IReadOnlyList<Message>> ReadAsync(string instanceId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var messages = new List<Message>();
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {Partition} and RowKey ge {instanceId + "|"} and RowKey lt {instanceId + "}"} and Due le {now} and InstanceId eq {instanceId}");
        await foreach (var row in tables.Work.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            messages.Add(new Message(
                instanceId,
                row.RowKey[(instanceId.Length + 1)..],
                JsonSerializer.Deserialize(row.GetText("Event")!, HistoryJson.Stored.HistoryEvent)!));
            if (messages.Count == MostAtOnce)
            {
                break;
            }
        }

        return messages;
    }

    public Task DeleteAsync(string instanceId, IEnumerable<string> ids, CancellationToken cancellationToken) =>
        TableBatches.DeleteAsync(tables.Work, Partition, ids.Select(id => $"{instanceId}|{id}"), cancellationToken);

    private static TableEntity ToRow(Message message)
    {
        var row = new TableEntity(Partition, $"{message.InstanceId}|{message.Id}")
        {
            ["InstanceId"] = message.InstanceId,
            ["Due"] = message.Due,
        };
        row.SetText("Event", JsonSerializer.Serialize(message.Event, HistoryJson.Stored.HistoryEvent));
        return row;
    }
}
