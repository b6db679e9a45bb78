using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using LlmFunctions.Experiments.Ratings;
using LlmFunctions.Pipeline;
using LlmFunctions.Usage;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Which variant answered a call, by the call's id, so that feedback finds it. Only calls of experiments that were answered have a row, in the
/// partition <c>calls_{yyyyMMdd}_{app}_{shard}</c> of the table of feedback: sixteen for each day of an app, by a hash of the id.
/// </summary>
internal sealed class RatableCalls(TableServiceClient service)
{
    public const string Prefix = "calls_";
    private const int DaysAtOnce = 8;

    // The clocks of instances differ a little.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly LazyTable _table = new(service, TableNames.Feedback, isShared: true);

    public static bool IsOne(UsageRecord record) => record is { Experiment: not null, Variant: not null, Outcome: Attempt.Success };

    /// <summary>Writing the same call again changes nothing.</summary>
    public Task AddAsync(UsageRecord record) => _table.RunAsync(
        table => table.UpsertEntityAsync(
            new TableEntity(PartitionOf(record.App, record.RequestId, record.StartedAt), record.RequestId)
            {
                ["Experiment"] = record.Experiment,
                ["Variant"] = record.Variant,
                ["User"] = UsageTable.Cut(record.User),
                ["StartedAt"] = record.StartedAt,
            },
            TableUpdateMode.Replace,
            CancellationToken.None),
        CancellationToken.None);

    /// <summary>Looks through the days, the last one first: feedback mostly comes soon.</summary>
    public static async Task<RatableCall?> FindAsync(TableClient table, string app, string requestId, DateTimeOffset now, TimeSpan kept, CancellationToken cancellationToken)
    {
        DateTimeOffset latest = now + Ahead;
        IEnumerable<DateTimeOffset> days = Enumerable.Range(0, (int)kept.TotalDays + 2).Select(ago => latest.AddDays(-ago));
        foreach (DateTimeOffset[] some in days.Chunk(DaysAtOnce))
        {
            NullableResponse<TableEntity>[] rows = await Task.WhenAll(some.Select(day =>
                table.GetEntityIfExistsAsync<TableEntity>(PartitionOf(app, requestId, day), requestId, cancellationToken: cancellationToken)));
            if (rows.FirstOrDefault(static row => row.HasValue) is { Value: { } found })
            {
                return new RatableCall
                {
                    App = app,
                    RequestId = requestId,
                    Experiment = found.GetString("Experiment"),
                    Variant = found.GetString("Variant"),
                    User = found.GetString("User"),
                    StartedAt = found.GetDateTimeOffset("StartedAt") ?? default,
                };
            }
        }

        return null;
    }

    private static string PartitionOf(string app, string requestId, DateTimeOffset day) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{day.UtcDateTime:yyyyMMdd}_{app}_{SHA256.HashData(Encoding.UTF8.GetBytes(requestId))[0] & 0xf:x}");
}
