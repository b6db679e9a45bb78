using System.Globalization;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Reads the usage ledger: the partitions of a time side by side, and of each only the rows of the time that is meant.</summary>
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
    private readonly UsageDays _days = new(service);

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

    public Task<DateTimeOffset?> FirstDayAsync(DateTimeOffset from, CancellationToken cancellationToken) => ExplainAsync<DateTimeOffset?>(
        async () => await _days.FirstAsync(UsagePartition.DayOf(from), cancellationToken) is { } day ? UsagePartition.ParseDay(day) : null,
        cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => ExplainAsync(
        async () =>
        {
            IReadOnlyList<string> days = await _days.AllAsync(UsagePartition.DayOf(before), cancellationToken);
            foreach (string day in days)
            {
                // In this order: a day of which a table is left over after a crash is still listed, and is purged again.
                foreach (string period in (await _days.ReadAsync(day, null, cancellationToken)).Select(UsagePartition.PeriodOf).Distinct())
                {
                    await _tables.DeleteAsync(period, cancellationToken);
                }

                await _days.ForgetAsync(day, cancellationToken);
            }

            return days.Count;
        },
        cancellationToken);

    /// <summary>What is read side by side: partitions, and where they are few, parts of their time, because a partition is read page by page.</summary>
    private async Task<IReadOnlyList<Piece>> PiecesAsync(string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        List<string> days = [];
        for (DateTimeOffset day = new(from.UtcDateTime.Date, TimeSpan.Zero); day < to; day = day.AddDays(1))
        {
            days.Add(UsagePartition.DayOf(day));
        }

        IReadOnlyList<string>[] listed = await Task.WhenAll(days.Select(day => _days.ReadAsync(day, app, cancellationToken)));
        (string Name, DateTimeOffset From, DateTimeOffset To)[] partitions =
        [
            .. listed.SelectMany(static day => day)
                .Select(static name => (Name: name, Start: UsagePartition.StartOf(name)))
                .Select(partition => (partition.Name, From: Later(from, partition.Start), To: Earlier(to, partition.Start + UsagePartition.Period)))
                .Where(static partition => partition.From < partition.To),
        ];
        int most = Math.Max(1, AtOnce / Math.Max(1, partitions.Length));
        List<Piece> pieces = [];
        foreach ((string name, DateTimeOffset start, DateTimeOffset end) in partitions)
        {
            TimeSpan length = end - start;
            int count = Math.Clamp((int)(length / ShortestPiece), 1, most);
            pieces.AddRange(Enumerable.Range(0, count).Select(part => Piece.Of(name, start + (length * part / count), start + (length * (part + 1) / count))));
        }

        return pieces;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

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
