using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class AccountStatusTests : IDisposable
{
    private readonly BoardHarness _one = new();

    [Fact]
    public void A_rate_limited_account_cools_as_long_as_the_provider_asks()
    {
        _one.Call(ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(17));

        Assert.Null(_one.Pick());
        Assert.Equal(new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(17)), _one.Why());
        Assert.Equal("cooling", _one.Account.Status);
        _one.Time.Advance(TimeSpan.FromSeconds(17));
        Assert.Equal("default", _one.Pick());
        Assert.Equal("active", _one.Account.Status);
    }

    [Fact]
    public void Without_a_time_it_cools_longer_with_every_refusal_and_forgets_them_with_a_success()
    {
        List<double> waits = [];
        for (int i = 0; i < 6; i++)
        {
            waits.Add(CoolingAfterRefusal());
        }

        _one.Call();
        waits.Add(CoolingAfterRefusal());
        Assert.Equal([5, 10, 20, 40, 60, 60, 5], waits);
    }

    [Fact]
    public void Calls_that_were_refused_together_count_once()
    {
        for (int i = 0; i < 5; i++)
        {
            _one.End("default", ErrorKind.RateLimited, status: 429, duration: TimeSpan.FromSeconds(i));
        }

        Assert.Equal(TimeSpan.FromSeconds(5), _one.Why().RetryAfter);
    }

    [Fact]
    public void A_shorter_wait_does_not_end_a_longer_one()
    {
        _one.Call(ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(30));
        _one.End("default", ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(30), _one.Why().RetryAfter);
    }

    [Fact]
    public void One_whose_quota_is_used_up_waits_for_the_next_window()
    {
        _one.Time.Advance(TimeSpan.FromMinutes(12));
        _one.Call(ErrorKind.InsufficientQuota, status: 429);

        Assert.Equal(new Unusable(UnusableReason.Exhausted, TimeSpan.FromMinutes(48)), _one.Why());
        Assert.Equal("exhausted", _one.Account.Status);
        _one.Time.Advance(TimeSpan.FromMinutes(48));
        Assert.NotNull(_one.Pick());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public void One_whose_key_is_refused_is_invalid_until_a_probe_succeeds(int status)
    {
        _one.Call(ErrorKind.UpstreamAuthentication, status: status, refusedKey: "key");
        _one.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(new Unusable(UnusableReason.Invalid, null), _one.Why());

        Probe(ProbeResult.Reachable);
        Assert.Equal("invalid", _one.Account.Status);
        Probe(ProbeResult.Good);
        Assert.Equal("active", _one.Account.Status);
        Assert.NotNull(_one.Pick());
    }

    [Fact]
    public async Task One_whose_key_is_refused_comes_back_with_another_secret()
    {
        using BoardHarness one = new(new Account { Id = "default", Provider = BoardHarness.Make(null, "name-of-the-secret") });
        one.Call(ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key");
        Assert.Null(one.Pick());
        await one.Board.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Null(one.Pick());

        one.Secret = "another key";
        await one.Board.RefreshAsync(TestContext.Current.CancellationToken);
        Assert.Equal("default", one.Pick());
    }

    [Fact]
    public void A_call_that_goes_well_shows_that_the_key_is_good_unless_it_began_before_the_refusal()
    {
        _one.Call(ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key");
        _one.End("default", null, duration: TimeSpan.FromSeconds(10));
        Assert.Null(_one.Pick());
        _one.End("default", null);
        Assert.NotNull(_one.Pick());
    }

    [Fact]
    public void An_account_that_may_not_call_one_model_goes_on_with_the_others()
    {
        _one.Call(model: "allowed");
        _one.Call(ErrorKind.UpstreamAuthentication, model: "forbidden", status: 403, refusedKey: "key");

        Assert.Equal("default", _one.Pick("allowed"));
        Assert.Equal(UnusableReason.Invalid, _one.Why("forbidden").Reason);
        Assert.Equal("active", _one.Account.Status);
    }

    [Fact]
    public void A_secret_that_cannot_be_read_is_not_a_key_that_was_refused()
    {
        _one.Call(ErrorKind.UpstreamAuthentication, status: null);
        Assert.Equal(new Unusable(UnusableReason.NoSecret, TimeSpan.FromSeconds(5)), _one.Why());
        Assert.Equal("cooling", _one.Account.Status);
    }

    [Fact]
    public void A_probe_that_is_refused_does_not_outweigh_calls_that_go_well()
    {
        _one.Call();
        _one.Time.Advance(TimeSpan.FromSeconds(1));
        Probe(ProbeResult.Refused);
        Assert.NotNull(_one.Pick());

        _one.Time.Advance(TimeSpan.FromMinutes(6));
        Probe(ProbeResult.Refused);
        Assert.Equal(UnusableReason.Invalid, _one.Why().Reason);
    }

    [Theory]
    [InlineData(ErrorKind.InvalidRequest)]
    [InlineData(ErrorKind.ContentPolicy)]
    [InlineData(ErrorKind.ContextLengthExceeded)]
    [InlineData(ErrorKind.ModelNotFound)]
    [InlineData(ErrorKind.RequestTooLarge)]
    [InlineData(ErrorKind.ClientClosed)]
    [InlineData(ErrorKind.RateLimited)]
    public void What_is_not_the_targets_fault_does_not_open_its_breaker(ErrorKind kind)
    {
        for (int i = 0; i < 20; i++)
        {
            _one.End("default", kind, status: 400);
        }

        _one.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("default", _one.Pick());
    }

    [Theory]
    [InlineData(ErrorKind.UpstreamError)]
    [InlineData(ErrorKind.UpstreamTimeout)]
    [InlineData(ErrorKind.UpstreamStreamCut)]
    public void What_is_the_targets_fault_opens_its_breaker_and_no_others(ErrorKind kind)
    {
        for (int i = 0; i < 5; i++)
        {
            _one.Call(kind);
        }

        Assert.Equal(new Unusable(UnusableReason.CircuitOpen, TimeSpan.FromSeconds(30)), _one.Why());
        Assert.Equal("default", _one.Pick("another model"));
    }

    [Fact]
    public void A_target_that_recovers_is_tried_by_one_call_at_a_time_and_then_by_all()
    {
        _one.Fail(5);
        _one.Time.Advance(TimeSpan.FromSeconds(30));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("default", _one.Pick());
            Assert.Null(_one.Pick());
            _one.End("default", null);
        }

        Assert.NotNull(_one.Pick());
        Assert.NotNull(_one.Pick());
    }

    [Fact]
    public void Where_it_is_not_enforced_everything_is_called_and_told_all_the_same()
    {
        using BoardHarness board = BoardHarness.Lenient(BoardHarness.An("a"), BoardHarness.An("off") with { Enabled = false });
        board.Fail(5);
        board.Call(ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key-a");
        Assert.Equal("aa", board.Pick() + board.Pick());
        Assert.Equal(("invalid", "open"), (board.Account.Status, Assert.Single(board.Account.Models).Breaker));
    }

    public void Dispose() => _one.Dispose();

    private void Probe(ProbeResult result) =>
        _one.Board.Probed(_one.Provider.Accounts[0], new ProbeOutcome(_one.Time.GetUtcNow(), result, 1, null), "key");

    private double CoolingAfterRefusal()
    {
        _one.Call(ErrorKind.RateLimited, status: 429);
        TimeSpan wait = _one.Why().RetryAfter!.Value;
        _one.Time.Advance(wait);
        return wait.TotalSeconds;
    }
}
