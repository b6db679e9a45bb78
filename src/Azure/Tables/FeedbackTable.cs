using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Experiments.Ratings;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Feedback, in the partitions <c>scores_{yyyyMMdd}_{experiment}</c> by the day of the call, so that the report of an experiment reads no other's.
/// A row <c>{app}_{request id}_{hash of the user}</c> is what one user thinks of one answer.
/// </summary>
internal sealed class FeedbackTable(TableServiceClient service) : IFeedbackStore
{
    private const string Prefix = "scores_";
    private const int DaysAtOnce = 16;
    private readonly LazyTable _table = new(service, TableNames.Feedback);

    public Task<RatableCall?> FindCallAsync(string app, string requestId, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken) =>
        RunAsync(table => RatableCalls.FindAsync(table, app, requestId, now, kept, cancellationToken), cancellationToken);

    public Task SaveAsync(Feedback feedback, CancellationToken cancellationToken) =>
        RunAsync(table => table.UpsertEntityAsync(ToEntity(feedback), TableUpdateMode.Replace, cancellationToken), cancellationToken);

    public Task<IReadOnlyDictionary<string, ScoreSums>> SumAsync(string experiment, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyDictionary<string, ScoreSums>>(
            async table =>
            {
                Dictionary<string, ScoreSums> sums = new(StringComparer.Ordinal);
                Lock gate = new();
                IEnumerable<DateTimeOffset> days = Enumerable.Range(0, (to.UtcDateTime.Date - from.UtcDateTime.Date).Days + 1).Select(day => from.AddDays(day));
                ParallelOptions parallel = new() { MaxDegreeOfParallelism = DaysAtOnce, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(days, parallel, async (day, token) =>
                {
                    string filter = TableClient.CreateQueryFilter($"PartitionKey eq {PartitionOf(day, experiment)} and StartedAt ge {from} and StartedAt lt {to}");
                    await foreach (TableEntity row in table.QueryAsync<TableEntity>(filter, select: ["Variant", "Score"], cancellationToken: token))
                    {
                        lock (gate)
                        {
                            string variant = row.GetString("Variant");
                            sums[variant] = sums.GetValueOrDefault(variant).With(row.GetDouble("Score") ?? 0);
                        }
                    }
                });
                return sums;
            },
            cancellationToken);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => RunAsync(
        async table =>
        {
            int count = 0;
            foreach (string prefix in (string[])[RatableCalls.Prefix, Prefix])
            {
                string filter = TableClient.CreateQueryFilter($"PartitionKey ge {prefix} and PartitionKey lt {prefix + DayOf(before)}");
                count += await TableRows.DeleteAsync(table, filter, cancellationToken);
            }

            return count;
        },
        cancellationToken);

    private static TableEntity ToEntity(Feedback feedback)
    {
        RatableCall call = feedback.Call;
        string user = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(feedback.User)))[..16];
        return new TableEntity(PartitionOf(call.StartedAt, call.Experiment), $"{call.App}_{call.RequestId}_{user}")
        {
            ["App"] = call.App,
            ["RequestId"] = call.RequestId,
            ["Experiment"] = call.Experiment,
            ["Variant"] = call.Variant,
            ["StartedAt"] = call.StartedAt,
            ["User"] = feedback.User,
            ["Score"] = feedback.Score,
            ["Label"] = feedback.Label,
            ["Comment"] = feedback.Comment,
            ["GivenAt"] = feedback.GivenAt,
        };
    }

    private static string PartitionOf(DateTimeOffset day, string experiment) => $"{Prefix}{DayOf(day)}_{experiment}";

    private static string DayOf(DateTimeOffset day) => day.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken) =>
        StorageFailure.ExplainAsync(_table, "feedback", work, cancellationToken);
}
