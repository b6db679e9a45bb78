using System.Globalization;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Reads the usage ledger: the partitions of a period side by side, and of each only the rows of the time that is meant.</summary>
internal sealed class UsageReader(TableServiceClient service) : IUsageReader
{
    private const string What = "usage records";
    private const int AtOnce = 16;
    private static readonly TimeSpan ShortestPiece = TimeSpan.FromHours(1);

    private static readonly string[] Columns =
    [
        "StartedAt", "App", "KeyId", "User", "Model", "Provider", "Account", "Streamed", "PromptTokens", "CompletionTokens", "CachedTokens", "CacheWriteTokens",
        "ReasoningTokens", "Estimated", "Cost", "Shares", "Outcome", "DurationMs", "TimeToFirstTokenMs",
        "Attempt", "Experiment", "Variant",
    ];

    private readonly UsageTables _tables = new(service);
    private readonly UsagePeriods _periods = new(service);

    public Task ReadAsync(string? app, DateTimeOffset from, DateTimeOffset to, Action<UsageLine> each, CancellationToken cancellationToken) => ExplainAsync(
        async () =>
        {
            Lock gate = new();
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(await PiecesAsync(app, from, to, cancellationToken), parallel, async (piece, token) =>
                await _tables.Of(UsagePartition.PeriodOf(piece.Partition)).RunAsync(
                    async table =>
                    {
                        await foreach (Page<TableEntity> page in table.QueryAsync<TableEntity>(piece.Filter, select: Columns, cancellationToken: token).AsPages())
                        {
                            UsageLine[] lines = [.. page.Values.Select(ToLine)];
                            lock (gate)
                            {
                                Array.ForEach(lines, each);
                            }
                        }

                        return true;
                    },
                    token));
            return true;
        },
        cancellationToken);

    public Task<DateTimeOffset?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken) => ExplainAsync<DateTimeOffset?>(
        async () => await _periods.FirstAsync(UsagePartition.PeriodOf(from), cancellationToken) is { } period ? UsagePartition.StartOf(period) : null,
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => ExplainAsync(
        async () =>
        {
            IReadOnlyList<string> periods = await _periods.AllAsync(UsagePartition.PeriodOf(before), cancellationToken);
            foreach (string period in periods)
            {
                // In this order: a period whose table is left over after a crash is still listed, and is purged again.
                await _tables.DeleteAsync(period, cancellationToken);
                await _periods.ForgetAsync(period, cancellationToken);
            }

            return periods.Count;
        },
        cancellationToken);

    /// <summary>What is read side by side: partitions, and where they are few, parts of their time, because a partition is read page by page.</summary>
    private async Task<IReadOnlyList<Piece>> PiecesAsync(string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        List<DateTimeOffset> periods = [];
        for (DateTimeOffset period = UsagePartition.StartOf(from); period < to; period += UsagePartition.Period)
        {
            periods.Add(period);
        }

        IReadOnlyList<string>[] partitions = await Task.WhenAll(periods.Select(period => _periods.ReadAsync(UsagePartition.PeriodOf(period), app, cancellationToken)));
        int most = Math.Max(1, AtOnce / Math.Max(1, partitions.Sum(static period => period.Count)));
        List<Piece> pieces = [];
        foreach ((DateTimeOffset period, IReadOnlyList<string> ofPeriod) in periods.Zip(partitions))
        {
            DateTimeOffset start = from > period ? from : period;
            DateTimeOffset end = period + UsagePartition.Period;
            TimeSpan length = (to < end ? to : end) - start;
            int count = Math.Clamp((int)(length / ShortestPiece), 1, most);
            foreach (string partition in ofPeriod)
            {
                pieces.AddRange(Enumerable.Range(0, count).Select(part => Piece.Of(partition, start + (length * part / count), start + (length * (part + 1) / count))));
            }
        }

        return pieces;
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

    private static Task<T> ExplainAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => StorageFailure.ExplainAsync(What, work, cancellationToken);

    private sealed record Piece(string Partition, string Filter)
    {
        // Ticks are inverted: what is later comes first.
        public static Piece Of(string partition, DateTimeOffset from, DateTimeOffset to) =>
            new(partition, TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {Inverted(to) + "~"} and RowKey lt {Inverted(from) + "~"}"));

        private static string Inverted(DateTimeOffset moment) => (DateTimeOffset.MaxValue.Ticks - moment.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);
    }
}
