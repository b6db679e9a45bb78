using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Bench;

/// <summary>
/// Records of a span of time, made when they are asked for: five apps, six providers with three models each, a few hundred users, more by
/// day than by night.
/// </summary>
internal sealed class GeneratedUsage
{
    private const int Apps = 5;
    private const int Users = 400;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _end;
    private readonly int _count;
    private readonly double[] _sharesBefore;

    public GeneratedUsage(DateTimeOffset start, DateTimeOffset end, int count)
    {
        (_start, _end, _count) = (start, end, count);
        double[] weights = [.. Hours().Select(hour => (1 + (0.6 * Math.Sin((hour.Hour - 9) * Math.PI / 12))) * (EndOf(hour) - hour).TotalHours)];
        double all = weights.Sum();
        _sharesBefore = new double[weights.Length + 1];
        for (int i = 0; i < weights.Length; i++)
        {
            _sharesBefore[i + 1] = _sharesBefore[i] + (weights[i] / all);
        }
    }

    /// <summary>The records of some days, from the first moment of a day on.</summary>
    public IEnumerable<UsageRecord> Records(DateTimeOffset from, DateTimeOffset to) =>
        Hours().Index().Where(hour => hour.Item >= from && hour.Item < to).SelectMany(hour => Hour(hour.Item, (int)Math.Round(_count * _sharesBefore[hour.Index]), (int)Math.Round(_count * _sharesBefore[hour.Index + 1])));

    private IEnumerable<DateTimeOffset> Hours()
    {
        for (DateTimeOffset hour = _start; hour < _end; hour = hour.AddHours(1))
        {
            yield return hour;
        }
    }

    private DateTimeOffset EndOf(DateTimeOffset hour) => hour.AddHours(1) < _end ? hour.AddHours(1) : _end;

    private IEnumerable<UsageRecord> Hour(DateTimeOffset hour, int first, int end)
    {
        Random random = new(first);
        for (int i = first; i < end; i++)
        {
            int provider = random.Next(6);
            int prompt = random.Next(20, 6_000);
            int completion = random.Next(1, 1_500);
            bool isStreamed = random.Next(2) == 0;
            double duration = 200 + Math.Exp(random.NextDouble() * 9);
            string model = $"model-{provider}-{random.Next(3)}";
            yield return new UsageRecord
            {
                RequestId = $"req_{i:x32}",
                Attempt = 1,
                StartedAt = hour + ((EndOf(hour) - hour) * random.NextDouble()),
                App = $"app-{random.Next(Apps)}",
                KeyId = $"key-{random.Next(8)}",
                User = $"user-{random.Next(Users)}",
                RequestedModel = model,
                Model = model,
                Provider = $"provider-{provider}",
                Account = $"account-{random.Next(2)}",
                Dialect = "openai",
                Streamed = isStreamed,
                PromptTokens = prompt,
                CompletionTokens = completion,
                CachedTokens = prompt / 4,
                Cost = (prompt * 0.00000125m) + (completion * 0.00001m),
                PriceVersion = "generated",
                Outcome = random.Next(100) < 97 ? UsageFigures.Success : "upstream_error",
                UpstreamStatus = 200,
                FinishReason = "stop",
                Duration = TimeSpan.FromMilliseconds(duration),
                TimeToFirstToken = isStreamed ? TimeSpan.FromMilliseconds(duration / 5) : null,
            };
        }
    }
}
