using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Security;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps gateway keys: one partition, a row a key.</summary>
internal sealed class GatewayKeyTable(TableServiceClient service) : IGatewayKeyStore
{
    private const string Partition = "key";
    private const string Scopes = "Scopes";
    private const char Separator = '\n';

    private readonly LazyTable _table = new(service, TableNames.Keys);

    public Task AddAsync(GatewayKey key, CancellationToken cancellationToken) =>
        RunAsync(table => table.AddEntityAsync(ToEntity(key), cancellationToken), cancellationToken);

    public Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
            return row.HasValue ? FromEntity(row.Value!) : null;
        },
        cancellationToken);

    public Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<GatewayKey>>(
        async table =>
        {
            string filter = app is null
                ? TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")
                : TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and App eq {app}");
            List<GatewayKey> keys = [];
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                keys.Add(FromEntity(row));
            }

            return [.. keys.OrderByDescending(static key => key.CreatedAt)];
        },
        cancellationToken);

    public Task<GatewayKey?> ChangeAsync(GatewayKey key, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            try
            {
                Response changed = await table.UpdateEntityAsync(ToEntity(key), new ETag(key.Version!), TableUpdateMode.Replace, cancellationToken);
                return key with { Version = changed.Headers.ETag?.ToString() };
            }
            catch (RequestFailedException exception) when (exception.ErrorCode != "TableNotFound" && (HttpStatusCode)exception.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                return null;
            }
        },
        cancellationToken);

    public Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
            return row.HasValue
                && (row.Value!.GetDateTimeOffset(nameof(GatewayKey.RevokedAt)) is not null || await MarkRevokedAsync(table, id, revokedAt, cancellationToken));
        },
        cancellationToken);

    public Task<bool> ReplaceAsync(GatewayKey old, DateTimeOffset oldExpiresAt, GatewayKey replacement, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            TableEntity change = new(Partition, old.Id) { [nameof(GatewayKey.ExpiresAt)] = oldExpiresAt };
            TableTransactionAction[] both =
            [
                new(TableTransactionActionType.UpdateMerge, change, new ETag(old.Version!)),
                new(TableTransactionActionType.Add, ToEntity(replacement)),
            ];
            try
            {
                await table.SubmitTransactionAsync(both, cancellationToken);
                return true;
            }
            catch (TableTransactionFailedException exception) when (exception.Status is (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
            {
                // Changed or deleted since it was read.
                return false;
            }
        },
        cancellationToken);

    private static async Task<bool> MarkRevokedAsync(TableClient table, string id, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        try
        {
            TableEntity change = new(Partition, id) { [nameof(GatewayKey.RevokedAt)] = revokedAt };
            await table.UpdateEntityAsync(change, ETag.All, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.NotFound)
        {
            // Deleted since it was read.
            return false;
        }
    }

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "gateway keys", work, cancellationToken);

    private static TableEntity ToEntity(GatewayKey key) => new(Partition, key.Id)
    {
        [nameof(GatewayKey.App)] = key.App,
        [nameof(GatewayKey.Name)] = key.Name,
        [nameof(GatewayKey.Prefix)] = key.Prefix,
        [nameof(GatewayKey.Hash)] = key.Hash,
        [Scopes] = string.Join(' ', RightNames.Of(key.Rights)),
        [nameof(GatewayKey.AllowedModels)] = Join(key.AllowedModels),
        [nameof(GatewayKey.AllowedAddresses)] = Join(key.AllowedAddresses),
        [nameof(GatewayKey.Replaces)] = key.Replaces,
        [nameof(GatewayKey.CreatedAt)] = key.CreatedAt,
        [nameof(GatewayKey.ExpiresAt)] = key.ExpiresAt,
        [nameof(GatewayKey.RevokedAt)] = key.RevokedAt,
    };

    private static GatewayKey FromEntity(TableEntity row) => new()
    {
        Id = row.RowKey,
        App = row.GetString(nameof(GatewayKey.App)),
        Name = row.GetString(nameof(GatewayKey.Name)),
        Prefix = row.GetString(nameof(GatewayKey.Prefix)),
        Hash = row.GetBinary(nameof(GatewayKey.Hash)),
        Rights = ReadRights(row.GetString(Scopes)),
        AllowedModels = Split(row.GetString(nameof(GatewayKey.AllowedModels))),
        AllowedAddresses = Split(row.GetString(nameof(GatewayKey.AllowedAddresses))),
        Replaces = row.GetString(nameof(GatewayKey.Replaces)),
        CreatedAt = row.GetDateTimeOffset(nameof(GatewayKey.CreatedAt))!.Value,
        ExpiresAt = row.GetDateTimeOffset(nameof(GatewayKey.ExpiresAt)),
        RevokedAt = row.GetDateTimeOffset(nameof(GatewayKey.RevokedAt)),
        Version = row.ETag.ToString(),
    };

    // Keys of before there were scopes are good for calls; a scope that is not known here gives nothing.
    private static Rights ReadRights(string? scopes) => scopes is null
        ? Rights.Calls
        : scopes.Split(' ').Aggregate(Rights.None, static (rights, scope) => rights | (RightNames.Find(scope) ?? Rights.None));

    private static string? Join(IReadOnlyList<string> entries) => entries.Count == 0 ? null : string.Join(Separator, entries);

    private static string[] Split(string? entries) => entries?.Split(Separator) ?? [];
}
