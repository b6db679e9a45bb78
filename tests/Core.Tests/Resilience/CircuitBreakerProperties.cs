using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Configuration;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class CircuitBreakerProperties
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<BreakerOptions> Options =
        from failures in Gen.Choose(1, 6)
        from seconds in Gen.Choose(1, 60)
        from successes in Gen.Choose(1, 4)
        select new BreakerOptions { Failures = failures, OpenFor = TimeSpan.FromSeconds(seconds), Successes = successes };

    // What happens, after how many seconds, and for how many seconds it had been under way.
    private static readonly Gen<(bool Good, int After, int Took)[]> Histories =
        (from good in Gen.Frequency((1, Gen.Constant(true)), (2, Gen.Constant(false)))
         from after in Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Choose(0, 5)), (1, Gen.Choose(5, 90)))
         from took in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(0, 60)))
         select (good, after, took)).ArrayOf();

    [Fact]
    public void It_changes_only_by_what_was_seen_in_its_phase() => Prop.ForAll(Options.ToArbitrary(), Histories.ToArbitrary(), (options, history) =>
    {
        CircuitBreaker breaker = new(options);
        DateTimeOffset now = Noon;
        DateTimeOffset phaseSince = DateTimeOffset.MinValue;
        List<bool> seen = [];
        foreach ((bool good, int after, int took) in history)
        {
            BreakerState last = breaker.State(now);
            now += TimeSpan.FromSeconds(after);
            BreakerState before = breaker.State(now);
            if (before != last)
            {
                Assert.Equal((BreakerState.Open, BreakerState.HalfOpen), (last, before));
                phaseSince = breaker.OpenUntil!.Value;
                seen.Clear();
            }

            DateTimeOffset startedAt = now - TimeSpan.FromSeconds(took);
            bool isNews = good ? breaker.Succeed(startedAt, now) : breaker.Fail(startedAt, now);
            if (startedAt >= phaseSince && before != BreakerState.Open)
            {
                seen.Add(good);
            }

            BreakerState expected = Expect(before, seen, options);
            Assert.Equal(expected, breaker.State(now));
            Assert.Equal(expected != before, isNews);
            if (expected != before)
            {
                phaseSince = now;
                seen.Clear();
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_open_one_lets_nothing_through_and_a_half_open_one_a_single_call() => Prop.ForAll(Options.ToArbitrary(), Gen.Choose(0, 120).ArrayOf().ToArbitrary(), (options, waits) =>
    {
        CircuitBreaker breaker = new(options);
        DateTimeOffset now = Noon;
        breaker.Open(now + options.OpenFor);
        DateTimeOffset? entered = null;
        foreach (int wait in waits)
        {
            now += TimeSpan.FromSeconds(wait);
            if (breaker.Wait(now) is not null)
            {
                continue;
            }

            Assert.True(now >= Noon + options.OpenFor);
            Assert.True(entered is null || now >= entered + options.OpenFor);
            breaker.Enter(now);
            Assert.NotNull(breaker.Wait(now));
            entered = now;
        }
    }).QuickCheckThrowOnFailure();

    private static BreakerState Expect(BreakerState before, List<bool> seen, BreakerOptions options) => before switch
    {
        BreakerState.Closed when seen.Count >= options.Failures && seen.TakeLast(options.Failures).All(static good => !good) => BreakerState.Open,
        BreakerState.HalfOpen when seen is [.., false] => BreakerState.Open,
        BreakerState.HalfOpen when seen.Count == options.Successes => BreakerState.Closed,
        _ => before,
    };
}
