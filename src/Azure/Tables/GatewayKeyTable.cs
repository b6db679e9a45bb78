using Azure;
using Azure.Data.Tables;
using LlmFunctions.Security;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps gateway keys: one partition, a row a key.</summary>
internal sealed class GatewayKeyTable(TableServiceClient service) : IGatewayKeyStore
{
    private const string Partition = "key";
    private readonly LazyTable _table = new(service, TableNames.Keys);

    public async Task AddAsync(GatewayKey key, CancellationToken cancellationToken)
    {
        TableClient table = await _table.GetAsync(cancellationToken);
        await table.AddEntityAsync(ToEntity(key), cancellationToken);
    }

    public async Task<GatewayKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        TableClient table = await _table.GetAsync(cancellationToken);
        NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        return row.HasValue ? FromEntity(row.Value!) : null;
    }

    public async Task<IReadOnlyList<GatewayKey>> ListAsync(string? app, CancellationToken cancellationToken)
    {
        TableClient table = await _table.GetAsync(cancellationToken);
        string filter = app is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {Partition}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and App eq {app}");
        List<GatewayKey> keys = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            keys.Add(FromEntity(row));
        }

        return [.. keys.OrderByDescending(static key => key.CreatedAt)];
    }

    public async Task<bool> RevokeAsync(string id, DateTimeOffset revokedAt, CancellationToken cancellationToken)
    {
        TableClient table = await _table.GetAsync(cancellationToken);
        NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        if (!row.HasValue)
        {
            return false;
        }

        if (row.Value!.GetDateTimeOffset(nameof(GatewayKey.RevokedAt)) is null)
        {
            TableEntity change = new(Partition, id) { [nameof(GatewayKey.RevokedAt)] = revokedAt };
            await table.UpdateEntityAsync(change, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }

        return true;
    }

    private static TableEntity ToEntity(GatewayKey key) => new(Partition, key.Id)
    {
        [nameof(GatewayKey.App)] = key.App,
        [nameof(GatewayKey.Name)] = key.Name,
        [nameof(GatewayKey.Prefix)] = key.Prefix,
        [nameof(GatewayKey.Hash)] = key.Hash,
        [nameof(GatewayKey.CreatedAt)] = key.CreatedAt,
        [nameof(GatewayKey.ExpiresAt)] = key.ExpiresAt,
    };

    private static GatewayKey FromEntity(TableEntity row) => new()
    {
        Id = row.RowKey,
        App = row.GetString(nameof(GatewayKey.App)),
        Name = row.GetString(nameof(GatewayKey.Name)),
        Prefix = row.GetString(nameof(GatewayKey.Prefix)),
        Hash = row.GetBinary(nameof(GatewayKey.Hash)),
        CreatedAt = row.GetDateTimeOffset(nameof(GatewayKey.CreatedAt))!.Value,
        ExpiresAt = row.GetDateTimeOffset(nameof(GatewayKey.ExpiresAt)),
        RevokedAt = row.GetDateTimeOffset(nameof(GatewayKey.RevokedAt)),
    };
}
