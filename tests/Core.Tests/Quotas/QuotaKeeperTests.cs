using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Quotas;
using LlmFunctions.Testing;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Quotas;

public sealed class QuotaKeeperTests
{
    private static readonly QuotaSubjects Shop = new("shop", "ann", "acme/default", "192.0.2.1");

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 1, 15, 12, 0, 10, TimeSpan.Zero));
    private readonly MemoryQuotaStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_calls_on_several_instances_use_a_limit_up_and_never_more_with_few_calls_to_the_storage()
    {
        const int Limit = 10_000;
        QuotaOptions rule = Rule(QuotaUnit.Requests, Limit, QuotaWindow.Day);
        bool passed = false;
        _store.Changed = counter => passed |= counter.Taken > Limit;
        QuotaKeeper[] keepers = [.. Enumerable.Range(0, 8).Select(_ => Keeper(rule))];
        int allowed = 0;

        await Task.WhenAll(keepers.SelectMany(keeper => Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (await TryAsync(keeper, Need()) is { } reservation)
            {
                Interlocked.Increment(ref allowed);
                reservation.Settle(Record());
            }
        }))));

        Assert.False(passed);
        Assert.InRange(allowed, Limit * 95 / 100, Limit);
        Assert.InRange(_store.Calls, 1, Limit / 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"{allowed} calls, {_store.Calls} changes of the counter");

        foreach (QuotaKeeper keeper in keepers)
        {
            await keeper.DisposeAsync();
        }

        QuotaCounter counter = Assert.Single(_store.Counters).Value;
        Assert.Equal((allowed, 0), (counter.Used, counter.Shares.Count));
    }

    [Fact]
    public async Task An_answer_gets_no_more_tokens_than_are_left_and_none_at_all_when_that_is_too_few()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Tokens, 5_000, QuotaWindow.Day));
        QuotaNeed need = Need(prompt: 1_000, output: 8_000, leastOutput: 1_024);

        QuotaReservation first = await keeper.ReserveAsync(Shop, need, Cancellation);
        Assert.Equal(4_000, first.MostOutput);
        QuotaExceededException exceeded = await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(Shop, need, Cancellation).AsTask());
        Assert.Equal((ErrorKind.InsufficientQuota, 0m), (exceeded.Error.Kind, exceeded.Status.Remaining));

        first.Settle(Record(prompt: 900, completion: 100));
        Assert.Equal(3_000, (await keeper.ReserveAsync(Shop, need, Cancellation)).MostOutput);
    }

    [Fact]
    public async Task What_is_too_little_for_a_long_prompt_is_not_kept_from_a_short_one()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Tokens, 5_000, QuotaWindow.Day));
        Assert.Null(await TryAsync(keeper, Need(prompt: 6_000)));
        Assert.NotNull(await TryAsync(keeper, Need(prompt: 100)));

        int calls = _store.Calls;
        Assert.Null(await TryAsync(keeper, Need(prompt: 6_000)));
        Assert.Null(await TryAsync(keeper, Need(prompt: 7_000)));
        Assert.Equal(calls, _store.Calls);
    }

    [Fact]
    public async Task A_limit_that_is_changed_holds_at_once_and_a_lower_one_is_not_passed_by_what_was_leased_before()
    {
        QuotaOptions rule = Rule(QuotaUnit.Requests, 100, QuotaWindow.Day);
        await using QuotaKeeper keeper = Keeper(rule);
        await UseAsync(5);

        keeper.Rules = [rule with { Limit = 7 }];
        Assert.Equal(2, await UseAsync(10));
        keeper.Rules = [rule with { Limit = 9 }];
        Assert.Equal(2, await UseAsync(10));
        keeper.Rules = [];
        Assert.True(keeper.IsEmpty);
        Assert.Equal(3, await UseAsync(3));

        async Task<int> UseAsync(int calls)
        {
            int allowed = 0;
            for (int call = 0; call < calls; call++)
            {
                if (await TryAsync(keeper, Need()) is { } reservation)
                {
                    allowed++;
                    reservation.Settle(Record());
                }
            }

            return allowed;
        }
    }

    [Fact]
    public async Task Where_several_limits_apply_the_tightest_counts_and_the_others_keep_what_it_does_not_allow()
    {
        QuotaOptions wide = Rule(QuotaUnit.Tokens, 100_000, QuotaWindow.Day) with { Name = "wide" };
        await using QuotaKeeper keeper = Keeper(wide, Rule(QuotaUnit.Tokens, 3_000, QuotaWindow.Minute));

        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(prompt: 1_000, output: 50_000, leastOutput: 1_024), Cancellation);
        Assert.Equal(2_000, reservation.MostOutput);
        await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(Shop, Need(prompt: 1_000), Cancellation).AsTask());
        reservation.Release();
        await keeper.ReportAsync(close: true, Cancellation);

        Assert.All(_store.Counters.Values, static counter => Assert.Equal(0, counter.Taken));
    }

    [Fact]
    public async Task Money_is_reserved_at_the_dearest_price_and_booked_to_the_last_digit()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Money, 0.01m, QuotaWindow.Total));
        QuotaNeed need = Need(prompt: 1_000, output: 1_000, leastOutput: 1_000) with { Price = new ModelPrice { Input = 1, CacheWrite = 1.25m, Output = 5 } };

        QuotaReservation reservation = await keeper.ReserveAsync(Shop, need, Cancellation);
        await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(Shop, need, Cancellation).AsTask());
        reservation.Settle(Record() with { Cost = 0.000123456789m });
        await keeper.ReportAsync(close: true, Cancellation);

        Assert.Equal(0.000123456789m, Assert.Single(_store.Counters).Value.Used);
    }

    [Fact]
    public async Task Of_each_unit_the_limit_that_is_nearest_to_its_end_is_told()
    {
        QuotaOptions money = Rule(QuotaUnit.Money, 0.5m, QuotaWindow.Total);
        await using QuotaKeeper keeper = Keeper(
            money with { Name = "wide" },
            money with { Name = "tight", Limit = 0.1m, Window = QuotaWindow.Day },
            money with { Name = "soft", Limit = 0.001m, Mode = QuotaMode.Soft },
            Rule(QuotaUnit.Tokens, 5_000, QuotaWindow.Minute));

        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need() with { Price = new ModelPrice { Input = 1, Output = 5 } }, Cancellation);
        reservation.Settle(Record(prompt: 10) with { Cost = 0.025m });

        Assert.Equal(
            [new QuotaStatus(QuotaUnit.Money, 0.1m, 0.075m, TimeSpan.FromHours(12) - TimeSpan.FromSeconds(10)), new QuotaStatus(QuotaUnit.Tokens, 5_000, 4_990, TimeSpan.FromSeconds(50))],
            reservation.Statuses());
    }

    [Fact]
    public async Task A_model_without_a_price_is_not_called_under_a_hard_limit_of_money()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Money, 1, QuotaWindow.Day));
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => keeper.ReserveAsync(Shop, Need(), Cancellation).AsTask());
        Assert.Equal(ErrorKind.UnsupportedField, exception.Error.Kind);
    }

    [Fact]
    public async Task A_new_window_begins_with_the_whole_limit()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 1, QuotaWindow.Minute));
        await keeper.ReserveAsync(Shop, Need(), Cancellation);

        QuotaExceededException exceeded = await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(Shop, Need(), Cancellation).AsTask());
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(50)), (exceeded.Error.Kind, exceeded.Error.RetryAfter));
        Assert.Contains("The limit 'test' of 1 requests per minute", exceeded.Message, StringComparison.Ordinal);
        Assert.Contains("2026-01-15T12:01:00Z", exceeded.Message, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(50));
        await keeper.ReserveAsync(Shop, Need(), Cancellation);
    }

    [Theory]
    [InlineData(QuotaScope.App, "shop", true)]
    [InlineData(QuotaScope.App, "SH*", true)]
    [InlineData(QuotaScope.App, "sho", false)]
    [InlineData(QuotaScope.User, "ann", true)]
    [InlineData(QuotaScope.User, "bob", false)]
    [InlineData(QuotaScope.Account, "acme/*", true)]
    [InlineData(QuotaScope.Account, "other/*", false)]
    [InlineData(QuotaScope.Ip, "192.0.2.*", true)]
    [InlineData(QuotaScope.Ip, "192.0.3.*", false)]
    public async Task A_limit_is_for_those_that_it_names(QuotaScope scope, string match, bool applies)
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 0, QuotaWindow.Day) with { Scope = scope, Match = match });
        Assert.Equal(applies, await TryAsync(keeper, Need()) is null);
    }

    [Fact]
    public async Task Each_has_a_counter_of_its_own_and_users_of_two_apps_are_two()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 1, QuotaWindow.Day) with { Scope = QuotaScope.User });
        Assert.NotNull(await TryAsync(keeper, Need()));
        Assert.Null(await TryAsync(keeper, Need()));
        await keeper.ReserveAsync(Shop with { User = "bob" }, Need(), Cancellation);
        await keeper.ReserveAsync(Shop with { App = "other" }, Need(), Cancellation);
        await keeper.ReserveAsync(Shop with { User = null }, Need(), Cancellation);
    }

    [Fact]
    public async Task What_an_idle_instance_holds_is_given_back_after_a_while()
    {
        QuotaOptions rule = Rule(QuotaUnit.Requests, 16, QuotaWindow.Day);
        await using QuotaKeeper idle = Keeper(rule);
        await using QuotaKeeper busy = Keeper(rule);
        (await idle.ReserveAsync(Shop, Need(), Cancellation)).Settle(Record());
        Assert.Equal(2, Assert.Single(_store.Counters).Value.Taken);

        await idle.ReportAsync(close: false, Cancellation);
        await idle.ReportAsync(close: false, Cancellation);

        Assert.Equal(1, Assert.Single(_store.Counters).Value.Taken);
        for (int i = 0; i < 15; i++)
        {
            Assert.NotNull(await TryAsync(busy, Need()));
        }

        Assert.Null(await TryAsync(busy, Need()));
        Assert.Null(await TryAsync(idle, Need()));
    }

    [Fact]
    public async Task What_an_instance_that_died_holds_counts_as_spent()
    {
        QuotaOptions rule = Rule(QuotaUnit.Requests, 16, QuotaWindow.Day);
        _ = await Keeper(rule).ReserveAsync(Shop, Need(), Cancellation);
        decimal held = Assert.Single(_store.Counters).Value.Taken;

        await using QuotaKeeper other = Keeper(rule);
        int allowed = 0;
        while (await TryAsync(other, Need()) is not null)
        {
            allowed++;
        }

        Assert.Equal(16 - held, allowed);
    }

    [Fact]
    public async Task An_instance_that_was_silent_too_long_gives_nothing_out_without_asking()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 1_000, QuotaWindow.Day));
        Assert.NotNull(await TryAsync(keeper, Need()));
        int calls = _store.Calls;
        Assert.NotNull(await TryAsync(keeper, Need()));
        Assert.Equal(calls, _store.Calls);

        _store.IsBroken = true;
        _time.Advance(Allowance.Lease);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => keeper.ReserveAsync(Shop, Need(), Cancellation).AsTask());
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
        _store.IsBroken = false;
        Assert.NotNull(await TryAsync(keeper, Need()));
    }

    [Fact]
    public async Task An_instance_that_was_taken_for_dead_begins_anew_and_books_nothing_twice()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 100, QuotaWindow.Day));
        (await keeper.ReserveAsync(Shop, Need(), Cancellation)).Settle(Record());
        (QuotaKey key, QuotaCounter counter) = Assert.Single(_store.Counters);
        string share = Assert.Single(counter.Shares).Key;
        await _store.UpdateAsync(key, stored => stored.Bury(share, 1), Cancellation);
        _time.Advance(Allowance.Lease);

        (await keeper.ReserveAsync(Shop, Need(), Cancellation)).Settle(Record());
        await keeper.ReportAsync(close: true, Cancellation);

        Assert.Equal((2, 0), (_store.Counters[key].Used, _store.Counters[key].Shares.Count));
    }

    [Fact]
    public async Task A_call_that_lasts_long_keeps_the_share_that_it_is_booked_on()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 100, QuotaWindow.Day));
        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(), Cancellation);
        for (int i = 0; i < 40; i++)
        {
            _time.Advance(QuotaKeeper.Interval);
            await keeper.ReportAsync(close: false, Cancellation);
            Assert.True(Assert.Single(_store.Counters).Value.Shares[reservation.Shares].Until > _time.GetUtcNow());
        }
    }

    [Fact]
    public async Task Without_storage_a_hard_limit_refuses_and_nothing_that_was_used_is_lost()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 1000, QuotaWindow.Day));
        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(), Cancellation);
        _store.IsBroken = true;
        reservation.Settle(Record());
        await keeper.ReportAsync(close: true, Cancellation);
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => keeper.ReserveAsync(Shop, Need(), Cancellation).AsTask());
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);

        _store.IsBroken = false;
        await keeper.ReportAsync(close: true, Cancellation);
        Assert.NotNull(await TryAsync(keeper, Need()));
    }

    [Fact]
    public async Task Replies_that_are_lost_book_nothing_twice()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Requests, 100, QuotaWindow.Day));
        (await keeper.ReserveAsync(Shop, Need(), Cancellation)).Settle(Record());
        _store.LosesReplies = true;
        await keeper.ReportAsync(close: true, Cancellation);
        await keeper.ReportAsync(close: true, Cancellation);
        _store.LosesReplies = false;
        await keeper.ReportAsync(close: true, Cancellation);

        QuotaCounter counter = Assert.Single(_store.Counters).Value;
        Assert.Equal((1, 1, 0), (counter.Used, counter.Taken, counter.Shares.Count));
    }

    [Theory]
    [InlineData(QuotaUnit.Requests)]
    [InlineData(QuotaUnit.Tokens)]
    public async Task A_limit_that_is_used_up_refuses_however_long_it_is_asked(QuotaUnit unit)
    {
        await using QuotaKeeper keeper = Keeper(Rule(unit, 0.0001m, QuotaWindow.Month));
        for (int i = 0; i < 300; i++)
        {
            await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(Shop, Need(prompt: 1_000), Cancellation).AsTask());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_store.Calls, 100, 302);
    }

    [Fact]
    public async Task A_soft_limit_lets_everything_through_and_counts_it()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Tokens, 10, QuotaWindow.Day) with { Mode = QuotaMode.Soft });
        for (int i = 0; i < 3; i++)
        {
            QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(prompt: 100), Cancellation);
            Assert.Null(reservation.MostOutput);
            Assert.True(await reservation.AllowsAsync(1_000_000, Cancellation));
            reservation.Settle(Record(prompt: 100, completion: 1));
        }

        await keeper.ReportAsync(close: false, Cancellation);
        Assert.Equal(303, Assert.Single(_store.Counters).Value.Used);
    }

    [Fact]
    public async Task A_stream_goes_on_beyond_its_reservation_while_there_is_more_and_ends_when_there_is_not()
    {
        await using QuotaKeeper keeper = Keeper(Rule(QuotaUnit.Tokens, 1_100, QuotaWindow.Day));
        QuotaReservation reservation = await keeper.ReserveAsync(Shop, Need(prompt: 100, output: 800, leastOutput: 800), Cancellation);
        Assert.True(await reservation.AllowsAsync(800, Cancellation));
        Assert.True(await reservation.AllowsAsync(1_000, Cancellation));
        Assert.False(await reservation.AllowsAsync(1_001, Cancellation));
    }

    private static QuotaOptions Rule(QuotaUnit unit, decimal limit, QuotaWindow window) =>
        new() { Name = "test", Scope = QuotaScope.App, Unit = unit, Window = window, Limit = limit };

    private static QuotaNeed Need(long prompt = 10, long output = 0, long leastOutput = 0) =>
        new() { Model = "rocket", Prompt = prompt, MostPrompt = prompt, Output = output, LeastOutput = leastOutput };

    private static UsageRecord Record(long prompt = 0, long completion = 0) => new()
    {
        RequestId = "r",
        Attempt = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        App = "shop",
        KeyId = "k",
        RequestedModel = "m",
        Model = "m",
        Provider = "p",
        Account = "a",
        Dialect = "openai",
        Outcome = "success",
        Duration = TimeSpan.Zero,
        PromptTokens = prompt,
        CompletionTokens = completion,
    };

    private QuotaKeeper Keeper(params QuotaOptions[] rules) => new(rules, _store, _time, NullLogger<QuotaKeeper>.Instance);

    private static async Task<QuotaReservation?> TryAsync(QuotaKeeper keeper, QuotaNeed need)
    {
        try
        {
            return await keeper.ReserveAsync(Shop, need, Cancellation);
        }
        catch (QuotaExceededException)
        {
            return null;
        }
    }
}
