using System.Globalization;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Reads the usage ledger: the partitions of a day side by side, and of each only the rows of the time that is meant.</summary>
internal sealed class UsageReader(TableServiceClient service) : IUsageReader
{
    private const int AtOnce = 16;
    private const int RowsATransaction = 100;

    private static readonly string[] Columns =
    [
        "StartedAt", "App", "KeyId", "User", "Model", "Provider", "Account", "Streamed", "PromptTokens", "CompletionTokens", "CachedTokens", "CacheWriteTokens",
        "ReasoningTokens", "Estimated", "Cost", "Shares", "Outcome", "DurationMs", "TimeToFirstTokenMs",
        "Attempt", "Experiment", "Variant",
    ];

    private readonly LazyTable _table = new(service, TableNames.Usage);
    private readonly UsageDays _days = new(service);

    public Task ReadAsync(string? app, DateTimeOffset from, DateTimeOffset to, Action<UsageLine> each, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            List<string> partitions = [];
            for (DateTimeOffset day = new(from.UtcDateTime.Date, TimeSpan.Zero); day < to; day = day.AddDays(1))
            {
                partitions.AddRange(await _days.ReadAsync(day, app, cancellationToken));
            }

            Lock gate = new();
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(partitions, parallel, async (partition, token) =>
            {
                // Ticks are inverted: what is later comes first.
                string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {Inverted(to) + "~"} and RowKey lt {Inverted(from) + "~"}");
                await foreach (Page<TableEntity> page in table.QueryAsync<TableEntity>(filter, select: Columns, cancellationToken: token).AsPages())
                {
                    lock (gate)
                    {
                        foreach (TableEntity row in page.Values)
                        {
                            each(ToLine(row));
                        }
                    }
                }
            });
            return partitions.Count;
        },
        cancellationToken);

    public Task<DateTimeOffset?> FirstDayAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        RunAsync(_ => _days.FirstAsync(from, cancellationToken), cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        table => _days.PurgeAsync(before, partition => PurgeAsync(table, partition, cancellationToken), cancellationToken),
        cancellationToken);

    private static async Task<int> PurgeAsync(TableClient table, string partition, CancellationToken cancellationToken)
    {
        int count = 0;
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        await foreach (Page<TableEntity> page in table.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken).AsPages())
        {
            foreach (TableEntity[] rows in page.Values.Chunk(RowsATransaction))
            {
                await table.SubmitTransactionAsync(rows.Select(static row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
                count += rows.Length;
            }
        }

        return count;
    }

    private static UsageLine ToLine(TableEntity row) => new()
    {
        StartedAt = row.GetDateTimeOffset("StartedAt") ?? default,
        App = row.GetString("App"),
        KeyId = row.GetString("KeyId"),
        User = row.GetString("User"),
        Model = row.GetString("Model"),
        Provider = row.GetString("Provider"),
        Account = row.GetString("Account"),
        Attempt = row.GetInt32("Attempt") ?? 1,
        Experiment = row.GetString("Experiment"),
        Variant = row.GetString("Variant"),
        Streamed = row.GetBoolean("Streamed") ?? false,
        PromptTokens = row.GetInt64("PromptTokens") ?? 0,
        CompletionTokens = row.GetInt64("CompletionTokens") ?? 0,
        CachedTokens = row.GetInt64("CachedTokens") ?? 0,
        CacheWriteTokens = row.GetInt64("CacheWriteTokens") ?? 0,
        ReasoningTokens = row.GetInt64("ReasoningTokens") ?? 0,
        Estimated = row.GetBoolean("Estimated") ?? false,
        Cost = row.GetString("Cost") is { Length: > 0 } cost ? decimal.Parse(cost, NumberStyles.Number, CultureInfo.InvariantCulture) : null,
        Shares = row.GetString("Shares"),
        Outcome = row.GetString("Outcome"),
        DurationMs = row.GetDouble("DurationMs") ?? 0,
        TimeToFirstTokenMs = row.GetDouble("TimeToFirstTokenMs"),
    };

    private static string Inverted(DateTimeOffset moment) => (DateTimeOffset.MaxValue.Ticks - moment.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "usage records", work, cancellationToken);
}
