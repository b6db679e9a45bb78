using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Quotas;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class QuotaTableTests : IAsyncLifetime
{
    private const decimal Limit = 1_000;

    // The table is shared by all tests, so each has a limit of its own.
    private readonly string _rule = $"rule-{Guid.NewGuid():N}";
    private TableServiceClient _service = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _service = new TableServiceClient(await Azurite.ConnectionStringAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_counter_is_read_as_it_was_written_to_the_last_digit()
    {
        QuotaTable table = Table();
        await table.UpdateAsync(Key("shop"), static counter => counter.Exchange(new QuotaExchange("a-1", 0.000000123456789m, 1.5m, 0, 0, Limit, false)), Cancellation);
        QuotaCounter written = await table.UpdateAsync(Key("shop"), static counter => counter.Exchange(new QuotaExchange("b-1", 2, 2, 1, 8, Limit, true)) with { Closed = 0.0000000001m }, Cancellation);

        QuotaCounter read = await Table().UpdateAsync(Key("shop"), static counter => counter, Cancellation);

        Assert.Equal(written.Closed, read.Closed);
        Assert.Equal(written.Shares, read.Shares);
        Assert.Equal(2.0000001235567890m, read.Used);
    }

    [Fact]
    public async Task As_many_instances_as_there_may_be_have_shares_of_a_counter()
    {
        QuotaTable table = Table();
        await table.UpdateAsync(
            Key("shop"),
            static counter => counter with { Shares = counter.Shares.AddRange(Enumerable.Range(0, 1_000).Select(static i => KeyValuePair.Create($"0123456789abcdef-{i}", new QuotaShare(1.23456789m, 0.123456789m)))) },
            Cancellation);

        QuotaCounter read = await Table().UpdateAsync(Key("shop"), static counter => counter, Cancellation);
        QuotaCounter fewer = await table.UpdateAsync(Key("shop"), static counter => counter with { Shares = counter.Shares.Clear().Add("a-1", new QuotaShare(1, 1)) }, Cancellation);

        Assert.Equal((1_000, 123.456789m), (read.Shares.Count, read.Used));
        Assert.Equal(fewer.Shares, (await Table().UpdateAsync(Key("shop"), static counter => counter, Cancellation)).Shares);
    }

    [Fact]
    public async Task Counters_are_found_by_their_limit_and_by_a_share_that_ended()
    {
        // A time at which nobody else looks for what ended.
        DateTimeOffset now = new(2031, 1, 15, 12, 0, 0, TimeSpan.Zero);
        QuotaTable table = Table();
        QuotaKey old = Key("shop") with { Period = QuotaPeriod.Of(QuotaWindow.Day, now.AddDays(-1)) };
        QuotaKey ended = Key("shop") with { Period = QuotaPeriod.Of(QuotaWindow.Day, now) };
        QuotaKey lives = Key("a/b") with { Scope = QuotaScope.User, Window = QuotaWindow.Total, Period = QuotaPeriod.Of(QuotaWindow.Total, now) };
        QuotaExchange exchange = new("x-1", 1, 2, 1, 8, Limit, true) { UnderWay = 3, Now = now.AddMinutes(-9), Until = now.AddMinutes(-5) };
        await table.UpdateAsync(old, counter => counter.Exchange(exchange), Cancellation);
        QuotaCounter orphan = await table.UpdateAsync(ended, counter => counter.Exchange(exchange), Cancellation);
        await table.UpdateAsync(lives, counter => counter.Exchange(exchange with { Until = now.AddMinutes(1) }), Cancellation);

        IReadOnlyList<StoredCounter> ofLimit = await table.ReadAsync(_rule, now, Cancellation);
        StoredCounter found = Assert.Single(await table.FindOrphansAsync(now, now, Cancellation), counter => counter.Key.Rule == _rule);

        Assert.Equal(new[] { ended, lives }.Order(Comparer<QuotaKey>.Create(static (x, y) => string.CompareOrdinal(x.Subject, y.Subject))), ofLimit.Select(static counter => counter.Key).OrderBy(static key => key.Subject, StringComparer.Ordinal));
        Assert.Equal(ended, found.Key);
        Assert.Equal(orphan.Shares["x-1"], found.Counter.Shares["x-1"]);
        Assert.Equal((3m, now.AddMinutes(-9)), (found.Counter.Shares["x-1"].UnderWay, found.Counter.Shares["x-1"].Since));
        QuotaCounter buried = await table.UpdateAsync(ended, static counter => counter.Bury("x-1", 1.5m), Cancellation);
        Assert.Equal((1.5m, 3m), (buried.Used, buried.Lost));
        Assert.DoesNotContain(await table.FindOrphansAsync(now, now, Cancellation), counter => counter.Key.Rule == _rule);
    }

    [Fact]
    public async Task An_instance_that_says_nothing_any_more_is_found()
    {
        DateTimeOffset now = new(2031, 1, 15, 12, 0, 0, TimeSpan.Zero);
        QuotaTable table = Table();
        await table.BeatAsync(_rule, now, Cancellation);
        Assert.DoesNotContain(_rule, await table.FindDeadAsync(now, Cancellation));
        Assert.Contains(_rule, await table.FindDeadAsync(now.AddSeconds(1), Cancellation));
        await table.BeatAsync(_rule, now.AddSeconds(5), Cancellation);
        Assert.DoesNotContain(_rule, await table.FindDeadAsync(now.AddSeconds(1), Cancellation));
        await table.ForgetAsync(_rule, Cancellation);
        await table.ForgetAsync(_rule, Cancellation);
        Assert.DoesNotContain(_rule, await table.FindDeadAsync(now.AddSeconds(9), Cancellation));
    }

    [Fact]
    public async Task Each_subject_and_each_window_has_a_counter_of_its_own_whatever_it_is_called()
    {
        QuotaTable table = Table();
        string[] subjects = ["a", "a/b#c?d\\e", "A", "é\u0001", new string('x', 5_000)];
        foreach (string subject in subjects)
        {
            await table.UpdateAsync(Key(subject), static counter => counter with { Closed = counter.Closed + 1 }, Cancellation);
        }

        await table.UpdateAsync(Key("a") with { Period = QuotaPeriod.Of(QuotaWindow.Day, new DateTimeOffset(2026, 1, 16, 0, 0, 0, TimeSpan.Zero)) }, static counter => counter with { Closed = 7 }, Cancellation);
        foreach (string subject in subjects)
        {
            Assert.Equal(1, (await table.UpdateAsync(Key(subject), static counter => counter, Cancellation)).Used);
        }
    }

    [Fact]
    public async Task Clients_that_change_a_counter_at_once_never_pass_the_limit_and_lose_nothing()
    {
        QuotaCounter[] seen = await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            QuotaTable table = Table(number);
            string share = $"s-{number}";
            QuotaCounter counter = QuotaCounter.Empty;
            decimal granted = 0;
            for (int i = 0; i < 6; i++)
            {
                counter = await table.UpdateAsync(
                    Key("shop"), stored => stored.Exchange(new QuotaExchange(share, granted / 2, granted, 1, 64, Limit, true)), Cancellation);
                Assert.InRange(counter.Taken, 0, Limit);
                granted = counter.Shares[share].Granted;
            }

            return counter;
        }));

        QuotaCounter end = await Table().UpdateAsync(Key("shop"), static counter => counter, Cancellation);
        Assert.Equal(12, end.Shares.Count);
        Assert.InRange(end.Taken, Limit * 0.95m, Limit);
        Assert.Contains(seen, counter => counter.Shares.Count == 12);
    }

    [Fact]
    public async Task Counters_of_windows_that_are_long_over_are_deleted_and_no_others()
    {
        QuotaTable table = Table();
        QuotaKey old = Key("shop") with { Period = QuotaPeriod.Of(QuotaWindow.Day, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)) };
        QuotaKey total = Key("shop") with { Window = QuotaWindow.Total, Period = QuotaPeriod.Of(QuotaWindow.Total, DateTimeOffset.UnixEpoch) };
        foreach (QuotaKey key in (QuotaKey[])[old, Key("shop"), total])
        {
            await table.UpdateAsync(key, static counter => counter with { Closed = 5 }, Cancellation);
        }

        Assert.InRange(await table.PurgeAsync(new DateTimeOffset(2020, 6, 1, 0, 0, 0, TimeSpan.Zero), Cancellation), 1, int.MaxValue);

        Assert.Equal(0, (await table.UpdateAsync(old, static counter => counter, Cancellation)).Used);
        Assert.Equal(5, (await table.UpdateAsync(Key("shop"), static counter => counter, Cancellation)).Used);
        Assert.Equal(5, (await table.UpdateAsync(total, static counter => counter, Cancellation)).Used);
    }

    private QuotaTable Table(int seed = 0) => new(_service, TimeProvider.System, new Random(seed));

    private QuotaKey Key(string subject) =>
        new(_rule, QuotaUnit.Tokens, QuotaWindow.Day, subject, QuotaPeriod.Of(QuotaWindow.Day, new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero)));
}
