using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Batches;
using LlmFunctions.Jobs;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Keeps what came of the lines of batches: partitions <c>{batch}_{page}</c> with a row a line, and a partition <c>{batch}_progress</c> with a row
/// a chunk. Lines that are written at once share transactions. What does not fit into a row is a payload, of which the row has the name.
/// </summary>
internal sealed class BatchLineTable : IBatchLineStore
{
    private const string What = "results of batches";
    private const string IsError = "IsError";
    private const string Payload = "Payload";
    private const string Settled = "Settled";
    private const string Errors = "Errors";
    private const int RowsATransaction = 100;

    // A transaction takes 4 MiB, and content goes over the wire in base64.
    private const int BytesATransaction = 2 * 1024 * 1024;

    // Of large rows only a few are read at a time.
    private const int RowsAPage = 25;

    private readonly LazyTable _table;
    private readonly IPayloadStore _payloads;
    private readonly GroupCommit<Pending> _commits;

    public BatchLineTable(TableServiceClient service, IPayloadStore payloads)
    {
        _table = new LazyTable(service, TableNames.BatchLines, isShared: true);
        _payloads = payloads;
        _commits = new GroupCommit<Pending>((_, rows) => RunAsync(table => WriteAsync(table, rows), CancellationToken.None), RowsATransaction);
    }

    public async Task<bool> AddAsync(string batchId, StoredLine line, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = new RecordedCall(line.Result, line.Records).Write();
        string? payload = null;
        if (content.Length > ContentRows.LargestRow)
        {
            // A name of its own: of two that write the same line at once, the one whose row is first wins.
            payload = string.Create(CultureInfo.InvariantCulture, $"line-{line.Index}-{Guid.NewGuid():N}");
            await _payloads.SaveAsync(batchId, payload, content, cancellationToken);
            content = default;
        }

        TableEntity row = ContentRows.Split(Partition(batchId, line.Index), _ => RowKey(line.Index), content).Single();
        row[IsError] = line.IsError;
        row[Payload] = payload;
        Pending pending = new(row, content.Length);
        await _commits.WriteAsync(row.PartitionKey, pending).WaitAsync(cancellationToken);
        return pending.IsFirst;
    }

    public async IAsyncEnumerable<StoredLine> ReadAsync(string batchId, int chunk, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int first = BatchLayout.FirstLineOf(chunk);
        string last = RowKey(first + BatchLayout.LinesAChunk - 1);
        for (string? after = RowKey(first - 1); after is not null && after != last;)
        {
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {Partition(batchId, first)} and RowKey gt {after} and RowKey le {last}");
            IReadOnlyList<TableEntity> rows = await RunAsync(table => PageAsync(table, filter, cancellationToken), cancellationToken);
            foreach (TableEntity row in rows)
            {
                yield return await ReadAsync(batchId, row, cancellationToken);
            }

            after = rows.Count == 0 ? null : rows[^1].RowKey;
        }
    }

    public Task<ChunkProgress> ReadProgressAsync(string batchId, int chunk, CancellationToken cancellationToken) => RunAsync(
        async table => await ClaimRows.FindAsync(table, ProgressPartition(batchId), ChunkKey(chunk), cancellationToken) is { } row ? ReadProgress(row) : default,
        cancellationToken);

    public Task SaveProgressAsync(string batchId, int chunk, ChunkProgress progress, CancellationToken cancellationToken) => RunAsync(
        table => table.UpsertEntityAsync(
            new TableEntity(ProgressPartition(batchId), ChunkKey(chunk)) { [Settled] = (long)progress.Settled, [Errors] = (long)progress.Errors },
            TableUpdateMode.Replace,
            cancellationToken),
        cancellationToken);

    public Task<BatchCounts> CountAsync(string batchId, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            BatchCounts counts = default;
            string filter = TableClient.CreateQueryFilter($"PartitionKey eq {ProgressPartition(batchId)}");
            await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
            {
                counts += ReadProgress(row).Counts;
            }

            return counts;
        },
        cancellationToken);

    public Task DeleteAsync(string batchId, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            // All that begins with "{batch}_": the character after '_' is '`'.
            string filter = TableClient.CreateQueryFilter($"PartitionKey ge {batchId + "_"} and PartitionKey lt {batchId + "`"}");
            await TableRows.DeleteAsync(table, filter, cancellationToken);
            return true;
        },
        cancellationToken);

    private static async Task<IReadOnlyList<TableEntity>> PageAsync(TableClient table, string filter, CancellationToken cancellationToken)
    {
        await foreach (Page<TableEntity> page in table.QueryAsync<TableEntity>(filter, RowsAPage, cancellationToken: cancellationToken).AsPages())
        {
            if (page.Values.Count > 0)
            {
                return page.Values;
            }
        }

        return [];
    }

    private async Task<StoredLine> ReadAsync(string batchId, TableEntity row, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = row.GetString(Payload) is { } payload
            ? await _payloads.FindAsync(batchId, payload, cancellationToken) ?? throw new InvalidDataException($"The payload {payload} of a line is not there.")
            : ContentRows.Join([row])!.Value;
        RecordedCall recorded = RecordedCall.Read(content);
        return new StoredLine(int.Parse(row.RowKey, CultureInfo.InvariantCulture), row.GetBoolean(IsError)!.Value, recorded.Result, recorded.Records);
    }

    /// <summary>Returns how many rows were to be written.</summary>
    private static async Task<int> WriteAsync(TableClient table, IReadOnlyList<Pending> group)
    {
        for (int start = 0, end = 1; start < group.Count; start = end++)
        {
            int bytes = group[start].Bytes;
            while (end < group.Count && bytes + group[end].Bytes <= BytesATransaction)
            {
                bytes += group[end++].Bytes;
            }

            await WriteTogetherAsync(table, [.. group.Skip(start).Take(end - start)]);
        }

        return group.Count;
    }

    private static async Task WriteTogetherAsync(TableClient table, IReadOnlyList<Pending> rows)
    {
        if (rows.Count > 1 && rows.DistinctBy(static pending => pending.Row.RowKey, StringComparer.Ordinal).Count() == rows.Count)
        {
            try
            {
                await table.SubmitTransactionAsync(rows.Select(static pending => new TableTransactionAction(TableTransactionActionType.Add, pending.Row)), CancellationToken.None);
                return;
            }
            catch (TableTransactionFailedException exception) when (exception.Status == (int)HttpStatusCode.Conflict)
            {
                // One of the rows is there already, which undoes the whole transaction; the others still have to be written.
            }
        }

        foreach (Pending pending in rows)
        {
            pending.IsFirst = await ClaimRows.TryAddAsync(table, pending.Row, CancellationToken.None);
        }
    }

    private static ChunkProgress ReadProgress(TableEntity row) => new((ulong)row.GetInt64(Settled)!.Value, (ulong)row.GetInt64(Errors)!.Value);

    private static string Partition(string batchId, int line) =>
        string.Create(CultureInfo.InvariantCulture, $"{batchId}_{line / (BatchLayout.LinesAChunk * BatchLayout.ChunksAPage):D4}");

    private static string ProgressPartition(string batchId) => $"{batchId}_progress";

    private static string RowKey(int line) => line.ToString("D5", CultureInfo.InvariantCulture);

    private static string ChunkKey(int chunk) => chunk.ToString("D4", CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, What, work, cancellationToken);

    /// <summary>A row on its way.</summary>
    private sealed class Pending(TableEntity row, int bytes)
    {
        public TableEntity Row => row;

        public int Bytes => bytes;

        /// <summary>Whether it was not there, once it has been written.</summary>
        public bool IsFirst { get; set; } = true;
    }
}
