using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Core.Tests.Usage.Reports;

/// <summary>Makes records as a busy gateway would have them.</summary>
internal static class UsageLines
{
    private static readonly string[] Outcomes = ["success", "success", "success", "success", "timeout", "client_closed", "rate_limited"];

    /// <summary>Records of two apps, spread at random over a span of time.</summary>
    public static IEnumerable<UsageLine> Some(int count, int seed, DateTimeOffset from, DateTimeOffset to)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            bool isStreamed = random.Next(2) == 0;
            yield return new UsageLine
            {
                StartedAt = from + ((to - from) * random.NextDouble()),
                App = $"app-{random.Next(2)}",
                KeyId = $"key-{random.Next(3)}",
                User = random.Next(4) is > 0 and var user ? $"user-{user}" : null,
                Provider = $"provider-{random.Next(2)}",
                Account = $"account-{random.Next(2)}",
                Model = $"model-{random.Next(3)}",
                Experiment = i % 3 == 0 ? "size" : null,
                Variant = i % 3 == 0 ? $"variant-{i % 2}" : null,
                Attempt = 1 + (i / 2 % 2),
                Streamed = isStreamed,
                PromptTokens = random.Next(10_000),
                CompletionTokens = random.Next(2_000),
                CachedTokens = random.Next(500),
                CacheWriteTokens = random.Next(50),
                ReasoningTokens = random.Next(100),
                Estimated = random.Next(10) == 0,
                Cost = random.Next(5) == 0 ? null : random.Next(1, 1_000_000) * 0.00000000012345m,
                Outcome = Outcomes[random.Next(Outcomes.Length)],
                DurationMs = Math.Exp(random.NextDouble() * 10),
                TimeToFirstTokenMs = isStreamed ? random.Next(3_000) : null,
            };
        }
    }
}
