using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Bench;

/// <summary>
/// The records of a month, made when they are asked for and always the same: five apps, six providers with three models each, a few
/// hundred users, more by day than by night.
/// </summary>
internal sealed class GeneratedUsage(DateTimeOffset start, int days, int count) : IUsageReader
{
    private const int Apps = 5;
    private const int Users = 400;

    public Task ReadAsync(string? app, DateTimeOffset from, DateTimeOffset to, Action<UsageLine> each, CancellationToken cancellationToken)
    {
        for (DateTimeOffset hour = from; hour < to; hour = hour.AddHours(1))
        {
            foreach (UsageLine line in Hour(hour).Where(line => app is null || line.App == app))
            {
                each(line);
            }
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> FirstDayAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(from >= start.AddDays(days) ? null : from < start ? start : from);

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <summary>The same as records of the ledger.</summary>
    public IEnumerable<UsageRecord> Records(DateTimeOffset hour) => Hour(hour).Select(static (line, index) => new UsageRecord
    {
        Id = $"{index}",
        RequestId = $"{line.StartedAt.UtcTicks:x}{index:x}",
        Attempt = 1,
        StartedAt = line.StartedAt,
        App = line.App,
        KeyId = line.KeyId,
        User = line.User,
        RequestedModel = line.Model,
        Model = line.Model,
        Provider = line.Provider,
        Account = line.Account,
        Dialect = "openai",
        Streamed = line.Streamed,
        PromptTokens = line.PromptTokens,
        CompletionTokens = line.CompletionTokens,
        CachedTokens = line.CachedTokens,
        Cost = line.Cost,
        PriceVersion = "generated",
        Outcome = line.Outcome,
        UpstreamStatus = 200,
        FinishReason = "stop",
        Duration = TimeSpan.FromMilliseconds(line.DurationMs),
        TimeToFirstToken = line.TimeToFirstTokenMs is { } first ? TimeSpan.FromMilliseconds(first) : null,
    });

    private IEnumerable<UsageLine> Hour(DateTimeOffset hour)
    {
        if (hour < start || hour >= start.AddDays(days))
        {
            yield break;
        }

        Random random = new(unchecked((count * 397) + (int)(hour - start).TotalHours));
        double share = (1 + (0.6 * Math.Sin((hour.Hour - 9) * Math.PI / 12))) / (days * 24);
        int records = (int)Math.Round(count * share);
        for (int i = 0; i < records; i++)
        {
            int provider = random.Next(6);
            int prompt = random.Next(20, 6_000);
            int completion = random.Next(1, 1_500);
            bool isStreamed = random.Next(2) == 0;
            double duration = 200 + Math.Exp(random.NextDouble() * 9);
            yield return new UsageLine
            {
                StartedAt = hour.AddTicks((long)(random.NextDouble() * TimeSpan.TicksPerHour)),
                App = $"app-{random.Next(Apps)}",
                KeyId = $"key-{random.Next(8)}",
                User = $"user-{random.Next(Users)}",
                Provider = $"provider-{provider}",
                Account = $"account-{random.Next(2)}",
                Model = $"model-{provider}-{random.Next(3)}",
                Streamed = isStreamed,
                PromptTokens = prompt,
                CompletionTokens = completion,
                CachedTokens = prompt / 4,
                Cost = (prompt * 0.00000125m) + (completion * 0.00001m),
                Outcome = random.Next(100) < 97 ? UsageFigures.Success : "upstream_error",
                DurationMs = duration,
                TimeToFirstTokenMs = isStreamed ? duration / 5 : null,
            };
        }
    }
}
