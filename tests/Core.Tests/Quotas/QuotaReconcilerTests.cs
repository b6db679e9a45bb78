using LlmFunctions.Configuration;
using LlmFunctions.Core.Tests.Usage.Reports;
using LlmFunctions.Quotas;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Quotas;

public sealed class QuotaReconcilerTests
{
    private static readonly QuotaSubjects Shop = new("shop", "ann", "acme/default", "192.0.2.1");
    private static readonly QuotaOptions Budget = new() { Name = "budget", Scope = QuotaScope.App, Unit = QuotaUnit.Tokens, Window = QuotaWindow.Day, Limit = 10_000 };

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryQuotaStore _store = new();
    private readonly MemoryUsage _usage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The lease, the deadline of a call, a minute for records and clocks.
    private static TimeSpan Stated => TimeSpan.FromSeconds(30 + 220 + 60);

    [Theory]
    [InlineData(QuotaScope.App)]
    [InlineData(QuotaScope.User)]
    [InlineData(QuotaScope.Account)]
    [InlineData(QuotaScope.Ip)]
    public async Task What_a_dead_instance_held_and_did_not_use_is_free_after_the_stated_time(QuotaScope scope)
    {
        QuotaOptions rule = Budget with { Scope = scope };
        QuotaKeeper dead = Keeper(rule);
        for (int i = 0; i < 3; i++)
        {
            await CallAsync(dead, tokens: 40);
        }

        // One more is under way when it dies: nobody knows whether the provider worked for it.
        QuotaReservation last = await dead.ReserveAsync(Shop, Need(100), Cancellation);
        QuotaShare share = Counter.Shares[last.Shares];
        Assert.InRange(share.UnderWay, 100, 400);
        dead.Dispose();

        _time.Advance(Stated - TimeSpan.FromSeconds(1));
        await ReconcileAsync(rule);
        Assert.Equal(share.Granted, Counter.Taken);

        _time.Advance(TimeSpan.FromSeconds(2));
        await ReconcileAsync(rule);

        Assert.Equal((120, share.UnderWay, 0), (Counter.Used, Counter.Lost, Counter.Shares.Count));
        Assert.Empty(_store.Instances);
        await ReconcileAsync(rule);
        Assert.Equal(120 + share.UnderWay, Counter.Taken);
    }

    [Fact]
    public async Task An_instance_that_lives_keeps_what_it_has()
    {
        await using QuotaKeeper alive = Keeper(Budget);
        _ = await alive.ReserveAsync(Shop, Need(100), Cancellation);
        for (TimeSpan passed = TimeSpan.Zero; passed < Stated * 2; passed += QuotaKeeper.Interval)
        {
            _time.Advance(QuotaKeeper.Interval);
            await alive.ReportAsync(close: false, Cancellation);
            await Reconciler(Budget).RunAsync(thorough: true, Cancellation);
        }

        Assert.Single(Counter.Shares);
        Assert.Equal(0, Counter.Lost);
    }

    [Fact]
    public async Task Records_of_others_and_of_other_shares_are_not_its_own()
    {
        await using QuotaKeeper alive = Keeper(Budget);
        QuotaKeeper dead = Keeper(Budget);
        await CallAsync(alive, tokens: 500);
        await CallAsync(dead, tokens: 7);
        dead.Dispose();
        await alive.ReportAsync(close: true, Cancellation);
        _time.Advance(Stated + TimeSpan.FromSeconds(1));
        await ReconcileAsync(Budget);

        Assert.Equal(507, Counter.Used);
    }

    [Theory]
    [InlineData(QuotaScope.App, QuotaScope.User)]
    [InlineData(QuotaScope.User, QuotaScope.App)]
    [InlineData(QuotaScope.Account, QuotaScope.User)]
    public async Task What_a_limit_is_for_may_change_before_a_share_is_reconciled(QuotaScope was, QuotaScope becomes)
    {
        QuotaKeeper dead = Keeper(Budget with { Scope = was });
        await CallAsync(dead, tokens: 40);
        dead.Dispose();
        _time.Advance(Stated + TimeSpan.FromSeconds(1));

        await ReconcileAsync(Budget with { Scope = becomes });

        Assert.Equal((40, 0), (Counter.Used, Counter.Shares.Count));
        Assert.Empty(_store.Instances);
    }

    [Fact]
    public async Task Without_a_ledger_nobody_knows_what_was_used_and_nothing_is_freed()
    {
        QuotaKeeper dead = Keeper(Budget);
        _ = await dead.ReserveAsync(Shop, Need(100), Cancellation);
        dead.Dispose();
        decimal taken = Counter.Taken;
        _time.Advance(Stated + TimeSpan.FromSeconds(1));

        await Reconciler(Budget, new UsageOptions { Ledger = false }).RunAsync(thorough: true, Cancellation);

        Assert.Equal(taken, Counter.Taken);
    }

    private QuotaCounter Counter => Assert.Single(_store.Counters).Value;

    private static QuotaNeed Need(long tokens) => new() { Model = "rocket", Prompt = tokens, MostPrompt = tokens, Output = 0, LeastOutput = 0 };

    /// <summary>Makes a call and records it, as the pipeline does.</summary>
    private async Task CallAsync(QuotaKeeper keeper, long tokens)
    {
        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(100), Cancellation);
        UsageRecord record = new()
        {
            RequestId = "r",
            Attempt = 1,
            StartedAt = _time.GetUtcNow(),
            App = "shop",
            KeyId = "k",
            User = "ann",
            RequestedModel = "m",
            Model = "m",
            Provider = "acme",
            Account = "default",
            Dialect = "openai",
            Outcome = "success",
            Duration = TimeSpan.Zero,
            PromptTokens = tokens,
        };
        _usage.Records.Add(UsageLines.Some(1, 1, record.StartedAt, record.StartedAt).Single() with
        {
            App = record.App, PromptTokens = tokens, CompletionTokens = 0, Shares = $"other-1 {reservation.Shares}",
        });
        reservation.Settle(record);
    }

    private Task ReconcileAsync(QuotaOptions rule) => Reconciler(rule).RunAsync(thorough: false, Cancellation);

    private QuotaReconciler Reconciler(QuotaOptions rule, UsageOptions? usage = null) =>
        new(_store, _usage, new GatewayOptions { Quotas = [rule], Usage = usage ?? new UsageOptions() }, _time, NullLogger<QuotaReconciler>.Instance);

    private QuotaKeeper Keeper(QuotaOptions rule) => new([rule], _store, _time, NullLogger<QuotaKeeper>.Instance);
}
