using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class AttemptPlanTests
{
    private static readonly RetryOptions Options = new() { MaxRetries = 2, Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(5), MaxRetryAfter = TimeSpan.FromSeconds(30) };

    private readonly ScriptedPool _pool = new();
    private readonly ManualTimeProvider _time = new();
    private readonly CallDeadline _deadline;

    public AttemptPlanTests() => _deadline = new CallDeadline(TimeSpan.FromSeconds(100), _time);

    [Fact]
    public void A_failure_that_may_pass_is_repeated_after_growing_waits_and_then_goes_to_the_next_candidate()
    {
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"));
        Assert.Equal(
            ["a/default 1", "a/default 2", "b/default 0", "b/default 1", "b/default 2"],
            Walk(plan, Status(500), Status(500), Status(500), Status(500), Status(500)));
    }

    [Fact]
    public void After_the_last_repetition_of_the_last_candidate_the_call_has_failed()
    {
        AttemptPlan plan = Plan(Candidate("a"));
        Assert.Equal(["a/default 1", "a/default 2", "end"], Walk(plan, Status(500), Status(500), Status(500)));
    }

    [Fact]
    public void A_rate_limit_goes_to_the_next_account_and_the_next_candidate_at_once()
    {
        AttemptPlan plan = Plan(Candidate("a", accounts: 2), Candidate("b"));
        Assert.Equal(["a/1 0", "b/default 0"], Walk(plan, Limited(20), Limited(20)));
    }

    [Theory]
    [InlineData(20, "a/default 20.001")]
    [InlineData(31, "end")]
    public void With_nobody_else_a_rate_limit_is_waited_for_unless_it_is_too_long(double seconds, string expected) =>
        Assert.Equal([expected], Walk(Plan(Candidate("a")), Limited(seconds)));

    [Fact]
    public void A_wait_beyond_the_deadline_is_not_begun()
    {
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(["end"], Walk(Plan(Candidate("a")), Limited(20)));
    }

    [Fact]
    public void What_the_pool_knows_of_a_rate_limit_is_waited_for_as_well()
    {
        AttemptPlan plan = Plan(Candidate("a"));
        AttemptTarget target = plan.Next()!.Value;
        _pool.Unusable["a"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(5));
        Assert.Equal("default", target.Account.Id);
        Assert.Equal(TimeSpan.FromSeconds(5.001), plan.After(Status(429), _deadline));
    }

    [Fact]
    public void What_is_left_of_a_wait_that_was_not_enough_is_waited_for_and_is_no_repetition()
    {
        AttemptPlan plan = Plan(Candidate("a"));
        plan.Next();
        for (int failure = 0; failure < Options.MaxRetries; failure++)
        {
            Assert.Equal(TimeSpan.FromSeconds(20.001), plan.After(Limited(20), _deadline));
            _pool.Unusable["a"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromMilliseconds(3));
            Assert.Null(plan.Next());
            Assert.Equal(TimeSpan.FromMilliseconds(4), plan.Rest(_deadline));
            _pool.Unusable.Clear();
            Assert.NotNull(plan.Next());
        }

        Assert.Null(plan.After(Limited(20), _deadline));
    }

    [Fact]
    public void A_rate_limit_that_others_met_meanwhile_is_waited_for_as_a_repetition()
    {
        AttemptPlan plan = Plan(Candidate("a"));
        plan.Next();
        Assert.NotNull(plan.After(Limited(20), _deadline));
        _pool.Unusable["a"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(5));
        Assert.Null(plan.Next());
        Assert.Equal(TimeSpan.FromSeconds(5.001), plan.Rest(_deadline));
        Assert.Null(plan.Next());
        Assert.Null(plan.Rest(_deadline));
    }

    [Theory]
    [InlineData(UnusableReason.Cooling, 31, 0)]
    [InlineData(UnusableReason.Cooling, 5, 96)]
    [InlineData(UnusableReason.CircuitOpen, 5, 0)]
    [InlineData(UnusableReason.None, 5, 0)]
    public void Nothing_is_waited_for_that_takes_too_long_or_does_not_pass_by_waiting(UnusableReason reason, double seconds, double passed)
    {
        AttemptPlan plan = Plan(Candidate("a"));
        plan.Next();
        Assert.NotNull(plan.After(Limited(1), _deadline));
        _time.Advance(TimeSpan.FromSeconds(passed));
        _pool.Unusable["a"] = new Unusable(reason, TimeSpan.FromSeconds(seconds));
        Assert.Null(plan.Rest(_deadline));
    }

    [Fact]
    public void An_open_breaker_ends_the_repetitions()
    {
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"));
        plan.Next();
        _pool.Unusable["a"] = new Unusable(UnusableReason.CircuitOpen, TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.Zero, plan.After(Status(500), _deadline));
        Assert.Equal("b", plan.Next()!.Value.Candidate.Model);
    }

    [Fact]
    public void A_silent_provider_is_left_for_the_next_candidate_not_for_its_other_account() =>
        Assert.Equal(["b/default 0"], Walk(Plan(Candidate("a", accounts: 2), Candidate("b")), Silent));

    [Fact]
    public void A_silent_provider_without_a_fallback_is_asked_again_while_there_is_time()
    {
        AttemptPlan plan = Plan(Candidate("a"));
        Assert.Equal(["a/default 1"], Walk(plan, Silent));
        _time.Advance(TimeSpan.FromSeconds(51));
        Assert.Null(plan.After(Silent, _deadline));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    public void Refused_credentials_are_not_used_again(int status)
    {
        Assert.Equal(["a/1 0", "end"], Walk(Plan(Candidate("a", accounts: 2)), Status(status), Status(status)));
        Assert.Equal(["a/1 0", "b/default 0"], Walk(Plan(Candidate("a", accounts: 2), Candidate("b")), Status(status), Status(status)));
    }

    [Fact]
    public void Too_long_a_prompt_goes_to_models_with_a_larger_window_only()
    {
        GatewayError tooLong = new() { Kind = ErrorKind.ContextLengthExceeded, Message = "too long" };
        Assert.Equal(["d/default 0", "end"], Walk(Plan(Candidate("a", 8000), Candidate("b", 8000), Candidate("c", 4000), Candidate("d", 9000)), tooLong, tooLong));
        Assert.Equal(["b/default 0"], Walk(Plan(Candidate("a", 8000), Candidate("b")), tooLong));
        Assert.Equal(["end"], Walk(Plan(Candidate("a"), Candidate("a")), tooLong));
    }

    [Fact]
    public void A_refused_prompt_is_not_shown_to_the_same_model_again()
    {
        GatewayError refused = new() { Kind = ErrorKind.ContentPolicy, Message = "no" };
        Assert.Equal(["b/default 0", "end"], Walk(Plan(Candidate("a"), Candidate("A"), Candidate("b"), Candidate("a")), refused, refused));
    }

    [Theory]
    [InlineData(ErrorKind.InvalidRequest)]
    [InlineData(ErrorKind.ClientClosed)]
    [InlineData(ErrorKind.Internal)]
    public void What_every_provider_would_answer_the_same_ends_the_call(ErrorKind kind) =>
        Assert.Equal(["end"], Walk(Plan(Candidate("a"), Candidate("b")), new GatewayError { Kind = kind, Message = "no" }));

    [Fact]
    public void Candidates_that_cannot_be_called_are_passed_over()
    {
        _pool.Unusable["a"] = new Unusable(UnusableReason.CircuitOpen, TimeSpan.FromSeconds(3));
        Assert.Equal("b", Plan(Candidate("a"), Candidate("b")).Next()!.Value.Candidate.Model);
    }

    [Fact]
    public void When_nobody_can_be_called_the_error_says_why_and_when_it_is_worth_another_try()
    {
        _pool.Unusable["a"] = new Unusable(UnusableReason.CircuitOpen, TimeSpan.FromSeconds(13));
        _pool.Unusable["b"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(4));
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"));
        Assert.Null(plan.Next());
        GatewayError error = plan.NobodyLeft();
        Assert.Equal((ErrorKind.NoHealthyProvider, TimeSpan.FromSeconds(4)), (error.Kind, error.RetryAfter));
        Assert.Contains("p/a: its circuit is open", error.Message, StringComparison.Ordinal);
        Assert.Contains("p/b: the provider limits its rate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void When_only_rate_limits_keep_everybody_from_being_called_the_error_is_a_rate_limit()
    {
        _pool.Unusable["a"] = new Unusable(UnusableReason.LimitReached, TimeSpan.FromSeconds(13));
        _pool.Unusable["b"] = new Unusable(UnusableReason.Cooling, TimeSpan.FromSeconds(4));
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"));
        Assert.Null(plan.Next());
        Assert.Equal((ErrorKind.RateLimited, TimeSpan.FromSeconds(4)), (plan.NobodyLeft().Kind, plan.NobodyLeft().RetryAfter));
    }

    [Fact]
    public void A_target_knows_whether_there_is_a_fallback()
    {
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"));
        Assert.True(plan.Next()!.Value.HasFallback);
        plan.After(Silent, _deadline);
        Assert.False(plan.Next()!.Value.HasFallback);
    }

    [Fact]
    public void An_alternative_is_where_the_plan_goes_on_from()
    {
        AttemptPlan plan = Plan(Candidate("a"), Candidate("b"), Candidate("c"));
        plan.Next();
        Assert.Equal("b", plan.Alternative()!.Value.Candidate.Model);
        Assert.Equal(TimeSpan.Zero, plan.After(Silent, _deadline));
        Assert.Equal("c", plan.Next()!.Value.Candidate.Model);
    }

    private static readonly GatewayError Silent = new() { Kind = ErrorKind.UpstreamTimeout, Message = "silence" };

    private static GatewayError Status(int status) => UpstreamErrors.FromStatus(status, "no");

    private static GatewayError Limited(double seconds) => Status(429) with { RetryAfter = TimeSpan.FromSeconds(seconds) };

    private static Candidate Candidate(string model, int? window = null, int accounts = 0)
    {
        Provider provider = new() { Name = "p", Dialect = OpenAIDialect.Instance, BaseUrl = new Uri("https://p.example.org/") };
        return new Candidate(
            accounts == 0 ? provider : provider with { Accounts = [.. Enumerable.Range(0, accounts).Select(id => new Account { Id = $"{id}", Provider = provider })] },
            model,
            new ModelInfo { Id = model, Provider = "p", ContextWindow = window });
    }

    // Chance always takes the whole wait.
    private AttemptPlan Plan(params Candidate[] candidates) => new(candidates, Options, _pool, static () => 1);

    /// <summary>What follows each failure: the target and the seconds to wait before it, or <c>end</c>.</summary>
    private IEnumerable<string> Walk(AttemptPlan plan, params GatewayError[] failures)
    {
        Assert.NotNull(plan.Next());
        foreach (GatewayError failure in failures)
        {
            if (plan.After(failure, _deadline) is not { } wait)
            {
                yield return "end";
                yield break;
            }

            AttemptTarget target = plan.Next()!.Value;
            yield return FormattableString.Invariant($"{target.Candidate.Model}/{target.Account.Id} {wait.TotalSeconds}");
        }
    }
}
