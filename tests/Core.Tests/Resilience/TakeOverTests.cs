using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

/// <summary>What a board learned is known by the board of the next configuration.</summary>
public sealed class TakeOverTests
{
    [Fact]
    public void Of_a_provider_that_is_the_same_everything_is_known_and_shared()
    {
        using BoardHarness before = new();
        for (int failures = 0; failures < 5; failures++)
        {
            before.Call(ErrorKind.UpstreamError, status: 500);
        }

        using BoardHarness after = new(before.Store, before.Time);
        after.Board.TakeOver(before.Board);

        Assert.Equal(UnusableReason.CircuitOpen, after.Why().Reason);
        Assert.Equal(before.Health().SuccessRate, after.Health().SuccessRate);

        // A call that began before is not forgotten by the board that comes after.
        before.Board.Started(new TargetKey("p", "default", "other"));
        Assert.Equal(1, after.Health("other").InFlight);
    }

    [Fact]
    public void Of_a_provider_that_was_changed_the_states_of_the_accounts_that_are_left_are_known()
    {
        using BoardHarness before = new(BoardHarness.An("a"), BoardHarness.An("b"));
        before.Board.Started(new TargetKey("p", "a", "m"));
        before.End("a", ErrorKind.RateLimited, status: 429, retryAfter: TimeSpan.FromMinutes(5));
        for (int failures = 0; failures < 5; failures++)
        {
            before.Board.Started(new TargetKey("p", "b", "m"));
            before.End("b", ErrorKind.UpstreamError, status: 500);
        }

        Provider changed = before.Provider with { Fingerprint = "changed", Accounts = [BoardHarness.An("a"), BoardHarness.An("b"), BoardHarness.An("c")] };
        using HealthBoard board = new(new GatewayOptions(), new ProviderRegistry([changed]), before.Store, new ProviderKeys(before), before.Time, NullLogger<HealthBoard>.Instance);
        board.TakeOver(before.Board);

        Candidate candidate = new(changed, "m", null);
        Assert.Equal("c", board.Pick(candidate, null)?.Id);
        Assert.Null(board.Pick(candidate, ["c"]));
        Assert.Equal(["cooling", "active", "active"], board.Describe(changed).Select(static account => account.Status));
    }
}
