using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>The states of instances, by their ids.</summary>
internal sealed class InstanceTable(DurableTables tables)
{
    private const string Row = "state";

    public async Task<(InstanceState State, ETag ETag)?> FindAsync(string instanceId, CancellationToken cancellationToken)
    {
        var found = await tables.Instances.GetEntityIfExistsAsync<TableEntity>(instanceId, Row, cancellationToken: cancellationToken);
        return found.HasValue ? (FromRow(found.Value!), found.Value!.ETag) : null;
    }

    public Task PutAsync(InstanceState state, CancellationToken cancellationToken) =>
        tables.Instances.UpsertEntityAsync(ToRow(state), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Writes the state of an instance that has just been started, unless the instance has already written one itself.</summary>
    /// <param name="state">The state.</param>
    /// <param name="replaced">The state of an earlier run that has ended.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task PutPendingAsync(InstanceState state, ETag? replaced, CancellationToken cancellationToken)
    {
        try
        {
            await (replaced is { } etag
                ? tables.Instances.UpdateEntityAsync(ToRow(state), etag, TableUpdateMode.Replace, cancellationToken)
                : tables.Instances.AddEntityAsync(ToRow(state), cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
        {
            // It has begun.
        }
    }

    public Task DeleteAsync(string instanceId, CancellationToken cancellationToken) =>
        tables.Instances.DeleteEntityAsync(instanceId, Row, ETag.All, cancellationToken);

    public async Task<(IReadOnlyList<InstanceState> States, string? Next)> PageAsync(
        string? filter, int size, string? token, CancellationToken cancellationToken)
    {
        await foreach (var page in tables.Instances.QueryAsync<TableEntity>(filter, size, cancellationToken: cancellationToken).AsPages(token, size))
        {
            return ([.. page.Values.Select(FromRow)], page.ContinuationToken is { Length: > 0 } next ? next : null);
        }

        return ([], null);
    }

    /// <summary>The filter for a query; null where all are asked for.</summary>
    public static string? Filter(DateTimeOffset? from, DateTimeOffset? to, IEnumerable<OrchestrationRuntimeStatus>? statuses, string? prefix)
    {
        var conditions = new List<string>();
        if (from is { } first)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt ge {first}"));
        }

        if (to is { } last)
        {
            conditions.Add(TableClient.CreateQueryFilter($"CreatedAt le {last}"));
        }

        if (statuses?.Distinct().ToArray() is { Length: > 0 } wanted)
        {
            conditions.Add($"({string.Join(" or ", wanted.Select(static status => TableClient.CreateQueryFilter($"Status eq {status.ToString()}")))})");
        }

        if (!string.IsNullOrEmpty(prefix))
        {
            var after = prefix[..^1] + (char)(prefix[^1] + 1);
            conditions.Add(TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {after}"));
        }

        return conditions.Count == 0 ? null : string.Join(" and ", conditions);
    }

    private static TableEntity ToRow(InstanceState state)
    {
        var row = new TableEntity(state.InstanceId, Row)
        {
            ["Name"] = state.Name,
            ["Status"] = state.Status.ToString(),
            ["CreatedAt"] = state.CreatedAt,
            ["UpdatedAt"] = state.UpdatedAt,
        };
        row.SetText("Input", state.Input);
        row.SetText("Output", state.Output);
        row.SetText("CustomStatus", state.CustomStatus);
        row.SetText("Failure", state.Failure is { } failure ? JsonSerializer.Serialize(failure, HistoryJson.Stored.StoredFailure) : null);
        row.SetText("Tags", state.Tags is { } tags ? JsonSerializer.Serialize(tags, HistoryJson.Stored.IReadOnlyDictionaryStringString) : null);
        return row;
    }

    private static InstanceState FromRow(TableEntity row) => new(
        row.PartitionKey,
        row.GetString("Name"),
        Enum.Parse<OrchestrationRuntimeStatus>(row.GetString("Status")),
        row.GetDateTimeOffset("CreatedAt")!.Value,
        row.GetDateTimeOffset("UpdatedAt")!.Value)
    {
        Input = row.GetText("Input"),
        Output = row.GetText("Output"),
        CustomStatus = row.GetText("CustomStatus"),
        Failure = row.GetText("Failure") is { } failure ? JsonSerializer.Deserialize(failure, HistoryJson.Stored.StoredFailure) : null,
        Tags = row.GetText("Tags") is { } tags ? JsonSerializer.Deserialize(tags, HistoryJson.Stored.IReadOnlyDictionaryStringString) : null,
    };
}
