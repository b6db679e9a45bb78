using System.Globalization;
using System.Net;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Usage;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// The usage ledger. A table for each period of six hours, and in it partitions <c>{app}_{yyyyMMddHH}_{shard}</c>, so that a busy app does not meet the limit
/// of one partition; row <c>{inverted ticks}_{request}_{attempt}_{record}</c>, so that the newest come first and the same attempt
/// cannot be written twice.
/// </summary>
internal sealed class UsageTable : IUsageLedger
{
    private const int Shards = 16;
    private const int RowsATransaction = 100;

    // A property holds 32 Ki characters; one that holds more would fail its row, and the transaction with it.
    private const int LongestText = 1024;

    private readonly UsageTables _tables;
    private readonly UsageDays _days;
    private readonly RatableCalls _ratable;
    private readonly GroupCommit<TableEntity> _commits;
    private readonly int _shard;

    /// <param name="service">The storage account.</param>
    /// <param name="random">Asked once, here. Picks the shard that this instance writes to: all its writers share transactions, other instances have others.</param>
    public UsageTable(TableServiceClient service, Random random)
    {
        _tables = new UsageTables(service);
        _commits = new GroupCommit<TableEntity>(
            (partition, rows) => _tables.Of(UsagePartition.PeriodOf(partition)).RunAsync(table => WriteAsync(table, rows), CancellationToken.None), RowsATransaction);
        _days = new UsageDays(service);
        _ratable = new RatableCalls(service);
        _shard = random.Next(Shards);
    }

    public Task AppendAsync(UsageRecord record, CancellationToken cancellationToken) =>
        (RatableCalls.IsOne(record) ? Task.WhenAll(WriteAsync(record), _ratable.AddAsync(record)) : WriteAsync(record)).WaitAsync(cancellationToken);

    private async Task WriteAsync(UsageRecord record)
    {
        string partition = UsagePartition.Of(record.App, record.StartedAt, record.Shard ?? _shard);

        // Before the first record of a partition, so that there is none that reports do not find.
        await _days.EnsureAsync(partition);
        await _commits.WriteAsync(partition, ToEntity(partition, record));
    }

    internal static TableEntity ToEntity(string partition, UsageRecord record)
    {
        long inverted = DateTimeOffset.MaxValue.Ticks - record.StartedAt.UtcTicks;
        return new TableEntity(partition, string.Create(CultureInfo.InvariantCulture, $"{inverted:D19}_{record.RequestId}_{record.Attempt}_{record.Id}"))
        {
            ["RequestId"] = record.RequestId,
            ["Attempt"] = record.Attempt,
            ["StartedAt"] = record.StartedAt,
            ["App"] = record.App,
            ["KeyId"] = record.KeyId,
            ["User"] = Cut(record.User),
            ["Experiment"] = record.Experiment,
            ["Variant"] = record.Variant,
            ["RequestedModel"] = Cut(record.RequestedModel),
            ["Model"] = Cut(record.Model),
            ["Provider"] = record.Provider,
            ["Account"] = record.Account,
            ["Dialect"] = record.Dialect,
            ["Streamed"] = record.Streamed,
            ["PromptTokens"] = record.PromptTokens,
            ["CompletionTokens"] = record.CompletionTokens,
            ["TotalTokens"] = record.PromptTokens + record.CompletionTokens,
            ["CachedTokens"] = record.CachedTokens,
            // What is seldom there is left out where it is nothing: each property costs a record that a request waits for.
            ["CacheWriteTokens"] = record.CacheWriteTokens is 0 ? null : record.CacheWriteTokens,
            ["ReasoningTokens"] = record.ReasoningTokens,
            ["Images"] = record.Images is 0 ? null : record.Images,
            ["Estimated"] = record.Estimated,
            // The Table service has no decimal: text keeps every digit.
            ["Cost"] = record.Cost?.ToString(CultureInfo.InvariantCulture),
            ["Cached"] = record.Cached ? true : null,
            ["SavedCost"] = record.SavedCost?.ToString(CultureInfo.InvariantCulture),
            ["PriceVersion"] = record.PriceVersion,
            ["Outcome"] = record.Outcome,
            ["Shares"] = record.Shares,
            ["UpstreamStatus"] = record.UpstreamStatus,
            ["FinishReason"] = Cut(record.FinishReason),
            ["DurationMs"] = record.Duration.TotalMilliseconds,
            ["TimeToFirstTokenMs"] = record.TimeToFirstToken?.TotalMilliseconds,
        };
    }

    internal static string? Cut(string? text) => text?.Length > LongestText ? text[..LongestText] : text;

    /// <summary>Returns how many rows were written.</summary>
    private static async Task<int> WriteAsync(TableClient table, IReadOnlyList<TableEntity> group)
    {
        // The service refuses a transaction that has a row twice.
        List<TableEntity> rows = [.. group.DistinctBy(static row => row.RowKey, StringComparer.Ordinal)];
        if (rows.Count > 1)
        {
            try
            {
                await table.SubmitTransactionAsync(rows.Select(static row => new TableTransactionAction(TableTransactionActionType.Add, row)), CancellationToken.None);
                return rows.Count;
            }
            catch (TableTransactionFailedException exception) when (exception.Status == (int)HttpStatusCode.Conflict)
            {
                // One of the rows is there already, which undoes the whole transaction; the others still have to be written.
            }
        }

        foreach (TableEntity row in rows)
        {
            await AddAsync(table, row);
        }

        return rows.Count;
    }

    private static async Task AddAsync(TableClient table, TableEntity row)
    {
        try
        {
            await table.AddEntityAsync(row, CancellationToken.None);
        }
        catch (RequestFailedException exception) when (exception.Status == (int)HttpStatusCode.Conflict)
        {
            // The attempt is recorded already, which is what was asked for: a retry after a lost reply ends here.
        }
    }
}
