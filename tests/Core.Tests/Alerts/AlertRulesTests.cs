using LlmFunctions.Alerts;
using LlmFunctions.Configuration;
using LlmFunctions.Core.Tests.Usage.Reports;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Tests.Quotas;
using LlmFunctions.Tests.Resilience;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Tests.Alerts;

public sealed class AlertRulesTests : IDisposable
{
    private readonly BoardHarness _harness = new(BoardHarness.An("red"), BoardHarness.An("blue"));
    private readonly MemoryUsage _usage = new();
    private readonly MemoryQuotaStore _quotas = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _harness.Time.GetUtcNow();

    [Fact]
    public async Task A_rate_of_errors_leaves_out_what_was_cancelled_and_what_is_too_little_to_say_anything()
    {
        Add("bad", "success", 8);
        Add("bad", "timeout", 2);
        Add("bad", "client_closed", 10);
        Add("good", "success", 20);
        Add("seldom", "timeout", 3);
        AlertOptions rule = new() { Name = "r", Kind = AlertKind.ErrorRate, Threshold = 0.2, Window = TimeSpan.FromMinutes(10), MinRequests = 10 };

        Assert.Equal([("bad", 0.2, true), ("good", 0, false)], Told(await LookAsync(rule)));
        Assert.Equal(["good"], (await LookAsync(rule with { Match = "go*" })).Select(static subject => subject.Name));
        _harness.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Empty(await LookAsync(rule));
    }

    [Fact]
    public async Task Latency_is_that_of_the_slowest_twentieth()
    {
        Add("p", "success", 90, durationMs: 100);
        Add("p", "success", 10, durationMs: 9_000);
        AlertSubject subject = Assert.Single(await LookAsync(new() { Name = "r", Kind = AlertKind.Latency, Threshold = 8_000, Window = TimeSpan.FromMinutes(10), MinRequests = 10 }));
        Assert.True(subject.IsOver);
        Assert.InRange(subject.Value, 8_500, 9_500);
    }

    [Fact]
    public async Task Spending_is_compared_with_the_week_before_it()
    {
        // 7 days with an hour of 2 dollars a day each: a twelfth of a dollar an hour.
        for (int day = 1; day <= 7; day++)
        {
            _usage.Records.Add(Line("p", "success", 100, Now.AddDays(-day).AddHours(2)) with { App = "shop", Cost = 2 });
        }

        _usage.Records.Add(Line("p", "success", 100, Now.AddMinutes(-1)) with { App = "shop", Cost = 0.9m });
        AlertOptions rule = new() { Name = "r", Kind = AlertKind.Spend, Threshold = 10, Window = TimeSpan.FromHours(1), MinCost = 1, By = UsageDimensions.App };
        AlertSubject little = Assert.Single(await LookAsync(rule));
        Assert.False(little.IsOver);
        Assert.InRange(little.Value, 10.7, 10.9);

        _usage.Records.Add(Line("p", "success", 100, Now.AddMinutes(-1)) with { App = "shop", Cost = 0.2m });
        _usage.Records.Add(Line("p", "success", 100, Now.AddMinutes(-1)) with { App = "new", Cost = 5 });
        Assert.Equal([("new", true), ("shop", true)], (await LookAsync(rule)).Select(static subject => (subject.Name, subject.IsOver)));
    }

    [Fact]
    public async Task What_is_used_of_a_limit_is_told_for_each_whom_it_is_for()
    {
        QuotaOptions quota = new() { Name = "budget", Scope = QuotaScope.App, Unit = QuotaUnit.Money, Window = QuotaWindow.Day, Limit = 10 };
        foreach ((string app, decimal used) in new[] { ("shop", 8m), ("other", 7.99m) })
        {
            QuotaKey key = new(quota.Name, quota.Unit, quota.Window, app, QuotaPeriod.Of(quota.Window, Now));
            await _quotas.UpdateAsync(key, counter => counter with { Closed = used }, Cancellation);
            await _quotas.UpdateAsync(key with { Period = QuotaPeriod.Of(quota.Window, Now.AddDays(-1)) }, static counter => counter with { Closed = 10 }, Cancellation);

            // What the limit was before it was changed.
            await _quotas.UpdateAsync(key with { Unit = QuotaUnit.Tokens }, static counter => counter with { Closed = 1_000_000 }, Cancellation);
            await _quotas.UpdateAsync(key with { Window = QuotaWindow.Month, Period = QuotaPeriod.Of(QuotaWindow.Month, Now) }, static counter => counter with { Closed = 9 }, Cancellation);
            await _quotas.UpdateAsync(key with { Subject = app + "/u", Scope = QuotaScope.User }, static counter => counter with { Closed = 9 }, Cancellation);
        }

        IReadOnlyList<AlertSubject> subjects = await LookAsync(new() { Name = "r", Kind = AlertKind.Quota, Threshold = 0.8 }, quota);

        Assert.Equal([("budget/other", 0.799, false), ("budget/shop", 0.8, true)], Told(subjects));
    }

    [Fact]
    public async Task A_provider_is_down_when_none_of_its_accounts_can_be_called()
    {
        AlertOptions rule = new() { Name = "r", Kind = AlertKind.ProviderDown };
        Probe("red");
        Assert.Equal([("p", 1, false)], Told(await LookAsync(rule)));
        Probe("blue");
        Assert.Equal([("p", 0, true)], Told(await LookAsync(rule)));
    }

    [Fact]
    public async Task The_score_of_each_account_is_told()
    {
        Probe("red");
        AlertSubject[] subjects = [.. await LookAsync(new() { Name = "r", Kind = AlertKind.Health, Threshold = 0.99 })];
        Assert.Equal(["p/blue", "p/red"], subjects.Select(static subject => subject.Name));
        Assert.Equal([false, true], subjects.Select(static subject => subject.IsOver));
    }

    public void Dispose() => _harness.Dispose();

    private static IEnumerable<(string Name, double Value, bool IsOver)> Told(IReadOnlyList<AlertSubject> subjects) =>
        subjects.Select(static subject => (subject.Name, Math.Round(subject.Value, 4), subject.IsOver));

    private void Probe(string account) =>
        _harness.Board.Probed(_harness.Provider.Accounts.Single(one => one.Id == account), new ProbeOutcome(Now, ProbeResult.Failed, 1, "no"), "key");

    private void Add(string provider, string outcome, int count, double durationMs = 10) =>
        _usage.Records.AddRange(Enumerable.Range(0, count).Select(_ => Line(provider, outcome, durationMs, Now.AddMinutes(-5))));

    private static UsageLine Line(string provider, string outcome, double durationMs, DateTimeOffset at) =>
        UsageLines.Some(1, 1, at, at).Single() with { Provider = provider, Outcome = outcome, DurationMs = durationMs };

    private async Task<IReadOnlyList<AlertSubject>> LookAsync(AlertOptions rule, params QuotaOptions[] quotas)
    {
        AlertOptions withDefaults = rule with { By = rule.By == UsageDimensions.None ? UsageDimensions.Provider : rule.By };
        GatewayOptions options = new() { Quotas = quotas, Alerts = [withDefaults] };
        UsageReports reports = new(_usage, _usage, options, _harness.Time);
        AlertRules rules = new(options, reports, _quotas, new ProviderRegistry([_harness.Provider]), _harness.Board, _harness.Time);
        return [.. (await rules.LookAsync(withDefaults, Cancellation)).OrderBy(static subject => subject.Name, StringComparer.Ordinal)];
    }
}
