using System.Globalization;
using System.IO.Compression;
using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Management;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps the configuration. Every change writes all documents anew, in a partition of their own that is never changed; then the head
/// row is turned to them, which is the commit. So a change is whole however large it is, whoever reads sees all of it or nothing, and to
/// know that nothing has changed takes one point read.
/// </summary>
internal sealed class ConfigurationTable(TableServiceClient service, string site) : IConfigurationStore
{
    private const string What = "configuration";
    private const string Head = "head";
    private const string Revision = "Revision";
    private const string Content = "Content";
    private const int MostReads = 5;

    // What was replaced is kept for a while: an instance may be reading it, and it is what there is to go back to.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly LazyTable _table = new(service, TableNames.Config, isShared: true);
    private readonly string _head = $"{site}_head";
    private readonly string _instances = $"{site}_instances";

    public Task<ConfigurationHead?> ReadHeadAsync(CancellationToken cancellationToken) => RunAsync(table => ReadHeadAsync(table, cancellationToken), cancellationToken);

    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            for (int reads = 0; reads < MostReads; reads++)
            {
                if (await ReadHeadAsync(table, cancellationToken) is not { } head)
                {
                    return StoredConfiguration.Empty;
                }

                if (ContentRows.Join(await ReadRowsAsync(table, head.Content, cancellationToken)) is { } content)
                {
                    return new StoredConfiguration(head, ConfigurationDocuments.Read(Unpack(content)));
                }
            }

            throw new IOException("The documents of the configuration are not there.");
        },
        cancellationToken);

    public Task<ConfigurationHead?> ReplaceAsync(ConfigurationHead? expected, ConfigurationDocuments documents, DateTimeOffset now, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            long revision = (expected?.Revision ?? 0) + 1;
            string content = string.Create(CultureInfo.InvariantCulture, $"{site}_content_{now.UtcDateTime:yyyyMMddHHmmss}_{revision:D10}_{Guid.NewGuid():N}");
            List<TableEntity> rows = ContentRows.Split(content, static index => index.ToString("D4", CultureInfo.InvariantCulture), Pack(documents));
            foreach (TableEntity row in rows)
            {
                await table.AddEntityAsync(row, cancellationToken);
            }

            TableEntity head = new(_head, Head) { [Revision] = revision, [Content] = content };
            try
            {
                Response done = expected is null
                    ? await table.AddEntityAsync(head, cancellationToken)
                    : await table.UpdateEntityAsync(head, new ETag(expected.Version), TableUpdateMode.Replace, cancellationToken);
                await PurgeAsync(table, now, content, cancellationToken);
                return new ConfigurationHead(revision, content, done.Headers.ETag!.Value.ToString());
            }
            catch (RequestFailedException exception) when (exception.Status is (int)HttpStatusCode.Conflict or (int)HttpStatusCode.PreconditionFailed or (int)HttpStatusCode.NotFound)
            {
                // A repetition of a write whose answer was lost finds its own work.
                if (await ReadHeadAsync(table, cancellationToken) is { } other && other.Content == content)
                {
                    return other;
                }

                await DeleteAsync(table, rows, cancellationToken);
                return (ConfigurationHead?)null;
            }
        },
        cancellationToken);

    public Task ReportAsync(InstanceReport report, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(
            new TableEntity(_instances, report.Instance) { [Revision] = report.Revision, [nameof(report.At)] = report.At, [nameof(report.Error)] = report.Error },
            TableUpdateMode.Replace,
            cancellationToken),
        cancellationToken);

    public Task<IReadOnlyList<InstanceReport>> ReadReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<InstanceReport>>(
        async table =>
        {
            List<InstanceReport> reports = [];
            List<TableEntity> old = [];
            foreach (TableEntity row in await ReadRowsAsync(table, _instances, cancellationToken))
            {
                InstanceReport report = new()
                {
                    Instance = row.RowKey,
                    Revision = row.GetInt64(Revision) ?? 0,
                    At = row.GetDateTimeOffset(nameof(InstanceReport.At)) ?? default,
                    Error = row.GetString(nameof(InstanceReport.Error)),
                };
                if (report.At >= since)
                {
                    reports.Add(report);
                }
                else
                {
                    old.Add(row);
                }
            }

            await DeleteAsync(table, old, cancellationToken);
            return reports;
        },
        cancellationToken);

    private static ReadOnlyMemory<byte> Pack(ConfigurationDocuments documents)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        documents.Write(json);
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Optimal))
        {
            zip.Write(json.WrittenSpan);
        }

        return packed.ToArray();
    }

    private static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> content)
    {
        using MemoryStream json = new();
        using GZipStream zip = new(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        zip.CopyTo(json);
        return json.ToArray();
    }

    private static async Task<List<TableEntity>> ReadRowsAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        List<TableEntity> rows = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    private static async Task DeleteAsync(TableClient table, IEnumerable<TableEntity> rows, CancellationToken cancellationToken)
    {
        foreach (TableEntity row in rows)
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        }
    }

    private async Task<ConfigurationHead?> ReadHeadAsync(TableClient table, CancellationToken cancellationToken)
    {
        NullableResponse<TableEntity> row = await table.GetEntityIfExistsAsync<TableEntity>(_head, Head, cancellationToken: cancellationToken);
        return row.HasValue && row.Value is { } head ? new ConfigurationHead(head.GetInt64(Revision)!.Value, head.GetString(Content), head.ETag.ToString()) : null;
    }

    private async Task PurgeAsync(TableClient table, DateTimeOffset now, string current, CancellationToken cancellationToken)
    {
        string from = $"{site}_content_";
        string to = string.Create(CultureInfo.InvariantCulture, $"{from}{(now - Kept).UtcDateTime:yyyyMMddHHmmss}");
        string filter = TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {to} and PartitionKey ne {current}");
        List<TableEntity> old = [];
        await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            old.Add(row);
        }

        await DeleteAsync(table, old, cancellationToken);
    }

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);
}
