using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class AccountRotationTests
{
    [Fact]
    public void Accounts_take_turns_by_their_weights_without_bursts()
    {
        using BoardHarness board = new(BoardHarness.An("a", 5), BoardHarness.An("b"), BoardHarness.An("c"));
        Assert.Equal("aabacaa", string.Concat(Enumerable.Range(0, 7).Select(_ => board.Pick())));
    }

    [Fact]
    public void Over_a_whole_round_every_account_gets_exactly_its_share() => Prop.ForAll(
        Gen.Choose(1, 9).NonEmptyListOf().ToArbitrary(),
        weights =>
        {
            using BoardHarness board = new([.. weights.Select((weight, index) => BoardHarness.An($"{index}", weight))]);
            int[] counts = new int[weights.Count];
            for (int i = 0; i < 3 * weights.Sum(); i++)
            {
                counts[int.Parse(board.Pick()!, System.Globalization.CultureInfo.InvariantCulture)]++;
            }

            Assert.Equal(weights.Select(static weight => 3 * weight), counts);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_account_that_was_tried_is_not_picked_again()
    {
        using BoardHarness board = new(BoardHarness.An("a", 9), BoardHarness.An("b"));
        Assert.Equal("b", board.Pick("m", "a"));
        Assert.Null(board.Pick("m", "a", "b"));
    }

    [Fact]
    public void While_one_account_cools_the_others_take_its_calls()
    {
        using BoardHarness board = new(BoardHarness.An("a"), BoardHarness.An("b"));
        board.End("a", ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(60));
        Assert.Equal("bbbb", string.Concat(Enumerable.Range(0, 4).Select(_ => board.Pick())));
        Assert.Equal(UnusableReason.None, board.Why().Reason);
    }

    [Fact]
    public void A_breaker_is_of_one_account_and_one_model()
    {
        using BoardHarness board = new(BoardHarness.An("a"), BoardHarness.An("b"));
        for (int i = 0; i < 5; i++)
        {
            board.End("a", ErrorKind.UpstreamTimeout);
        }

        Assert.Equal("bb", board.Pick() + board.Pick());
        Assert.Equal("ab", board.Pick("other") + board.Pick("other"));
    }

    [Fact]
    public void An_account_that_is_switched_off_is_never_picked()
    {
        using BoardHarness board = new(BoardHarness.An("a") with { Enabled = false });
        Assert.Null(board.Pick());
        Assert.Equal(new Unusable(UnusableReason.Disabled, null), board.Why());
        Assert.False(board.Health().Usable);
    }

    [Fact]
    public void An_account_is_sent_no_more_requests_a_minute_than_it_may()
    {
        using BoardHarness board = new(BoardHarness.An("a") with { RequestsPerMinute = 2 });
        Assert.Equal("aa", board.Pick() + board.Pick());
        Assert.Null(board.Pick());
        Unusable why = board.Why();
        Assert.Equal(UnusableReason.LimitReached, why.Reason);
        Assert.InRange(why.RetryAfter!.Value, TimeSpan.FromSeconds(55), TimeSpan.FromSeconds(60));
        board.Time.Advance(why.RetryAfter.Value);
        Assert.Equal("aa", board.Pick() + board.Pick());
        Assert.Null(board.Pick());
    }

    [Fact]
    public void An_account_that_used_its_tokens_of_a_minute_waits()
    {
        using BoardHarness board = new(BoardHarness.An("a") with { TokensPerMinute = 100 });
        board.Call(tokens: 99);
        board.Call(tokens: 50);
        Assert.Equal(UnusableReason.LimitReached, board.Why().Reason);
        board.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a", board.Pick());
    }

    [Fact]
    public void Of_several_waits_the_shortest_is_told()
    {
        using BoardHarness board = new(BoardHarness.An("a"), BoardHarness.An("b"), BoardHarness.An("c"));
        board.End("a", ErrorKind.UpstreamAuthentication, status: 401, refusedKey: "key-a");
        board.End("b", ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromSeconds(20));
        board.End("c", ErrorKind.InsufficientQuota, status: 429);
        Assert.Equal(new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(20)), board.Why());
    }
}
