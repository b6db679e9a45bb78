using LlmFunctions.Providers;

namespace LlmFunctions.Resilience;

/// <summary>Describes what is known of a provider.</summary>
internal static class HealthSnapshots
{
    public static IReadOnlyList<AccountSnapshot> Of(ProviderHealth provider, DateTimeOffset now)
    {
        KeyValuePair<string, CandidatePool>[] pools = [.. provider.Pools.OrderBy(static pool => pool.Key, StringComparer.Ordinal)];
        lock (provider.Gate)
        {
            return [.. provider.Accounts.Select(account => Of(account, pools, now))];
        }
    }

    public static ProbeRecord Record(ProviderHealth provider, Account account, ProbeOutcome outcome, DateTimeOffset now)
    {
        lock (provider.Gate)
        {
            AccountHealth? known = provider.Find(account.Id);
            CandidateSlot[] slots = [.. provider.Pools.Select(pool => pool.Value.Find(account.Id)).OfType<CandidateSlot>()];
            OutcomeCounts attempts = slots.Aggregate(default(OutcomeCounts), (sum, slot) => sum + slot.Target.Outcomes.Counts(now));
            return new ProbeRecord
            {
                Provider = account.Provider.Name,
                Account = account.Id,
                Probe = outcome,
                Status = known?.Status(now) ?? AccountStatus.Active,
                Score = known is null ? 1 : Score(known, slots, now),
                Successes = attempts.Successes,
                Failures = attempts.Failures,
            };
        }
    }

    /// <summary>An account's score: that of its models, by how much they were called.</summary>
    private static double Score(AccountHealth account, IEnumerable<CandidateSlot> slots, DateTimeOffset now)
    {
        if (account.Status(now) != AccountStatus.Active)
        {
            return 0;
        }

        double sum = 0;
        int total = 0;
        foreach (CandidateSlot slot in slots)
        {
            int calls = slot.Target.Outcomes.Counts(now).Total;
            sum += calls * slot.Target.Score(now, account.IsProbeFailure);
            total += calls;
        }

        return Math.Round(total > 0 ? sum / total : HealthScore.Of(default, null, BreakerState.Closed, account.IsProbeFailure), 3);
    }

    private static AccountSnapshot Of(AccountHealth account, KeyValuePair<string, CandidatePool>[] pools, DateTimeOffset now)
    {
        CandidateSlot[] slots = [.. pools.Select(pool => pool.Value.Find(account.Account.Id)).OfType<CandidateSlot>()];
        return new AccountSnapshot
        {
            Id = account.Account.Id,
            Status = Word(account.Status(now)),
            Usable = account.Status(now) == AccountStatus.Active && !account.IsProbeFailure,
            Until = account.Until(now),
            Score = Score(account, slots, now),
            InFlight = account.InFlight,
            Probe = account.Probe,
            Models = [.. slots.Where(slot => IsWorthTelling(slot, now)).Select(slot => Of(slot, now))],
        };
    }

    private static TargetSnapshot Of(CandidateSlot slot, DateTimeOffset now)
    {
        TargetHealth target = slot.Target;
        Unusable why = slot.Check(now);
        BreakerState breaker = target.Breaker.State(now);
        return new TargetSnapshot
        {
            Model = target.Key.Model,
            Usable = why.Reason == UnusableReason.None,
            Reason = why.Reason == UnusableReason.None ? null : why.Text,
            Breaker = breaker switch { BreakerState.Closed => "closed", BreakerState.Open => "open", _ => "half_open" },
            OpenUntil = breaker == BreakerState.Open ? target.Breaker.OpenUntil : null,
            Score = Math.Round(target.Score(now, slot.Account.IsProbeFailure), 3),
            Attempts = target.Outcomes.Counts(now),
            InFlight = target.InFlight,
            LatencyMs = Milliseconds(target.Latency.Value(now)),
            TimeToFirstTokenMs = Milliseconds(target.FirstToken.Value(now)),
        };
    }

    // Every model that routing has looked at has a pool.
    private static bool IsWorthTelling(CandidateSlot slot, DateTimeOffset now) =>
        slot.Target.Outcomes.Counts(now).Total > 0 || !slot.Target.IsIdle(now);

    private static string Word(AccountStatus status) => status switch
    {
        AccountStatus.Active => "active",
        AccountStatus.Cooling => "cooling",
        AccountStatus.Exhausted => "exhausted",
        AccountStatus.Invalid => "invalid",
        _ => "disabled",
    };

    private static double? Milliseconds(TimeSpan? span) => span is { } known ? Math.Round(known.TotalMilliseconds, 1) : null;
}
