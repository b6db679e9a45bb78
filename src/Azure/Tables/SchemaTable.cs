using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Migrations;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Keeps the version of the schema: one row.</summary>
internal sealed class SchemaTable(TableServiceClient service) : ISchemaStore
{
    private const string What = "version of the schema";
    private readonly LazyTable _table = new(service, TableNames.Schema, isShared: true);

    /// <summary>The partition; tests have ones of their own.</summary>
    internal string Partition { get; init; } = "schema";

    public Task<SchemaState> ReadAsync(CancellationToken cancellationToken) => StorageFailure.ExplainAsync(
        _table,
        What,
        async table =>
        {
            NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(Partition, "version", cancellationToken: cancellationToken);
            return row.HasValue && row.Value is { } found
                ? new SchemaState(found.GetInt32("Version") ?? 0, found.GetString("Owner"), found.GetDateTimeOffset("Until"), found.ETag.ToString())
                : new SchemaState(0);
        },
        cancellationToken);

    public Task<SchemaState?> ReplaceAsync(SchemaState expected, SchemaState next, CancellationToken cancellationToken) => StorageFailure.ExplainAsync(
        _table,
        What,
        async table =>
        {
            TableEntity row = new(Partition, "version") { ["Version"] = next.Version, ["Owner"] = next.Owner, ["Until"] = next.Until };
            try
            {
                Response done = expected.Tag is { } tag
                    ? await table.UpdateEntityAsync(row, new ETag(tag), TableUpdateMode.Replace, cancellationToken)
                    : await table.AddEntityAsync(row, cancellationToken);
                return next with { Tag = done.Headers.ETag!.Value.ToString() };
            }
            catch (RequestFailedException exception) when (exception.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
            {
                return (SchemaState?)null;
            }
        },
        cancellationToken);
}
