using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

/// <summary>Instances that share what they know.</summary>
public sealed class HealthExchangeTests : IDisposable
{
    private readonly BoardHarness _first = new();
    private readonly BoardHarness _second;

    public HealthExchangeTests() => _second = new BoardHarness(_first.Store, _first.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_breaker_that_one_instance_opened_is_respected_by_the_other_within_the_refresh_interval()
    {
        Assert.NotNull(_second.Pick());
        await _second.Board.FlushAsync();
        _first.Fail(5);
        await _first.Board.FlushAsync();
        Assert.NotNull(_second.Pick());

        _first.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(_second.Pick());
        await _second.Board.FlushAsync();

        Assert.Null(_second.Pick());
        Assert.Equal(new Unusable(UnusableReason.CircuitOpen, TimeSpan.FromSeconds(25)), _second.Why());
    }

    [Fact]
    public async Task A_breaker_that_one_instance_closed_is_closed_for_the_other()
    {
        _first.Fail(5);
        await RefreshAsync();
        _first.Time.Advance(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 3; i++)
        {
            _first.Call();
        }

        await RefreshAsync();
        Assert.NotNull(_second.Pick());
        Assert.NotNull(_second.Pick());
    }

    [Fact]
    public async Task An_account_that_cools_cools_everywhere()
    {
        _first.Call(ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(40));
        await RefreshAsync();
        Assert.Equal(new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(40)), _second.Why("another model"));
    }

    [Fact]
    public async Task Others_are_told_whether_it_is_the_rate_or_the_secret_that_an_account_waits_for()
    {
        _first.Call(ErrorKind.UpstreamAuthentication, status: null, retryAfter: TimeSpan.FromSeconds(40));
        await RefreshAsync();
        Assert.Equal(new Unusable(UnusableReason.NoSecret, TimeSpan.FromSeconds(40)), _second.Why());
    }

    [Fact]
    public async Task Calls_that_go_well_or_fail_in_ones_and_twos_write_nothing()
    {
        for (int i = 0; i < 1000; i++)
        {
            _first.Call(i % 3 == 0 ? ErrorKind.UpstreamError : null);
        }

        await _first.Board.FlushAsync();
        Assert.Equal(0, _first.Store.Writes);
    }

    [Fact]
    public async Task A_row_is_written_once_a_second_at_most_and_then_in_its_latest_state()
    {
        _first.Call(ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(10));
        await _first.Board.FlushAsync();
        Assert.Equal(1, _first.Store.Stored);
        for (int seconds = 20; seconds < 120; seconds += 2)
        {
            _first.End("default", ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(seconds));
        }

        await _first.Time.WaitForTimersAsync(1, Cancel);
        Assert.Equal(1, _first.Store.Writes);
        DateTimeOffset until = _first.Time.GetUtcNow() + TimeSpan.FromSeconds(118);
        _first.Time.Advance(TimeSpan.FromSeconds(1));
        await _first.Board.FlushAsync();

        Assert.Equal(2, _first.Store.Writes);
        Assert.Equal(until, Assert.Single(_first.Store.Rows).Until);
    }

    [Fact]
    public async Task When_all_instances_find_out_the_same_it_is_stored_once()
    {
        using BoardHarness third = new(_first.Store, _first.Time);
        BoardHarness[] instances = [_first, _second, third];
        foreach (BoardHarness instance in instances)
        {
            // The first look at what others found out is in the background; it is over before there is anything to find.
            instance.Pick();
            await instance.Board.FlushAsync();
        }

        foreach (BoardHarness instance in instances)
        {
            instance.Fail(5);
        }

        foreach (BoardHarness instance in instances)
        {
            await instance.Board.FlushAsync();
        }

        Assert.Equal(1, _first.Store.Stored);
        Assert.Equal(3, _first.Store.Writes);
    }

    [Fact]
    public async Task Of_two_that_differ_the_later_one_holds()
    {
        _first.Fail(5);
        await _first.Board.FlushAsync();
        await _second.Board.RefreshAsync(Cancel);
        _first.Time.Advance(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 3; i++)
        {
            _second.Call();
        }

        await _second.Board.FlushAsync();
        _first.Time.Advance(TimeSpan.FromSeconds(1));

        // It does not know that the other one has closed the breaker meanwhile.
        _first.Store.Broken = true;
        Assert.NotNull(_first.Pick());
        await _first.Board.FlushAsync();
        _first.Store.Broken = false;
        _first.End("default", ErrorKind.UpstreamTimeout);
        await _first.Board.FlushAsync();

        await _second.Board.RefreshAsync(Cancel);
        Assert.Equal(UnusableReason.CircuitOpen, _second.Why().Reason);
    }

    [Fact]
    public async Task The_storage_is_read_when_there_are_calls_and_no_more_often_than_the_interval()
    {
        for (int i = 0; i < 100; i++)
        {
            _first.Pick();
            _first.Health();
        }

        await _first.Board.FlushAsync();
        Assert.Equal(1, _first.Store.Reads);
        _first.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, _first.Store.Reads);
        _first.Pick();
        await _first.Board.FlushAsync();
        Assert.Equal(2, _first.Store.Reads);
    }

    [Fact]
    public async Task While_the_storage_fails_the_last_view_stays_and_what_is_new_is_written_later()
    {
        _second.Fail(5);
        await _second.Board.FlushAsync();
        await _first.Board.RefreshAsync(Cancel);
        _first.Store.Broken = true;
        await _first.Board.RefreshAsync(Cancel);
        Assert.Equal(UnusableReason.CircuitOpen, _first.Why().Reason);

        _first.Fail(5, "other");
        await _first.Time.WaitForTimersAsync(1, Cancel);
        _first.Store.Broken = false;
        _first.Time.Advance(TimeSpan.FromSeconds(10));
        await _first.Board.FlushAsync();
        await _second.Board.RefreshAsync(Cancel);
        Assert.Equal(UnusableReason.CircuitOpen, _second.Why("other").Reason);
    }

    [Fact]
    public async Task A_key_that_was_refused_to_another_instance_says_nothing_about_a_new_key()
    {
        _first.Call(ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key");
        using BoardHarness restarted = new(_first.Store, _first.Time, new Account { Id = "default", Provider = BoardHarness.Make("new key") });
        await RefreshAsync();
        await restarted.Board.RefreshAsync(Cancel);

        Assert.Equal(UnusableReason.Invalid, _second.Why().Reason);
        Assert.Equal("default", restarted.Pick());
    }

    [Fact]
    public async Task Secrets_that_are_not_answered_for_do_not_keep_a_refresh_from_its_end()
    {
        using BoardHarness instance = new(_first.Store, _first.Time, new Account { Id = "default", Provider = BoardHarness.Make(null, "name-of-the-secret") });
        instance.End("default", ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key");
        instance.HasSilentSecrets = true;
        Task refreshing = instance.Board.RefreshAsync(Cancel);
        Assert.False(refreshing.IsCompleted);
        instance.Time.Advance(TimeSpan.FromSeconds(2));
        await refreshing;
        Assert.Equal("invalid", instance.Account.Status);

        instance.HasSilentSecrets = false;
        instance.Secret = "another key";
        await instance.Board.RefreshAsync(Cancel);
        Assert.Equal("active", instance.Account.Status);
    }

    [Fact]
    public async Task What_was_left_open_long_ago_is_no_reason_for_caution()
    {
        _first.Fail(5);
        await _first.Board.FlushAsync();
        _first.Time.Advance(TimeSpan.FromHours(1));
        await _second.Board.RefreshAsync(Cancel);
        Assert.NotNull(_second.Pick());
        Assert.NotNull(_second.Pick());
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private async Task RefreshAsync()
    {
        await _first.Board.FlushAsync();
        await _second.Board.RefreshAsync(Cancel);
    }
}
