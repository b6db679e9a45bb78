using LlmFunctions.Errors;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class CandidateHealthTests : IDisposable
{
    private readonly BoardHarness _board = new();

    [Fact]
    public void One_that_was_never_called_is_well() => Assert.Equal(CandidateHealth.Unknown, _board.Health());

    [Fact]
    public void Calls_in_flight_are_counted_until_they_end()
    {
        TargetKey target = new("p", "default", "m");
        _board.Board.Started(target);
        _board.Board.Started(target);
        Assert.Equal(2, _board.Health().InFlight);
        _board.End("default", ErrorKind.ClientClosed);
        Assert.Equal(1, _board.Health().InFlight);
    }

    [Fact]
    public void A_slow_answer_shows_at_once_and_quick_ones_make_up_for_it_by_and_by()
    {
        Answer(TimeSpan.FromSeconds(1));
        Answer(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(9), _board.Health().Latency);
        _board.Time.Advance(TimeSpan.FromSeconds(20));
        Answer(TimeSpan.FromSeconds(1));
        Assert.InRange(_board.Health().Latency!.Value, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        _board.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(_board.Health().Latency);
    }

    [Fact]
    public void A_failure_that_comes_at_once_does_not_make_it_look_quick()
    {
        Answer(TimeSpan.FromSeconds(3));
        _board.Time.Advance(TimeSpan.FromSeconds(60));
        _board.End("default", ErrorKind.UpstreamError, duration: TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromSeconds(3), _board.Health().Latency);
    }

    [Fact]
    public void The_score_falls_with_failures_and_they_are_forgotten_after_five_minutes()
    {
        for (int i = 0; i < 8; i++)
        {
            _board.Call();
        }

        double before = _board.Health().Score;
        _board.Fail(2);
        CandidateHealth after = _board.Health();
        Assert.Equal(1, before);
        Assert.Equal(10.0 / 12, after.Score, 3);
        Assert.Equal(0.8, after.SuccessRate, 3);
        _board.Time.Advance(TimeSpan.FromMinutes(5.5));
        Assert.Equal(1, _board.Health().Score);
    }

    [Fact]
    public void One_that_cannot_be_called_says_why_and_for_how_long()
    {
        _board.Fail(5);
        CandidateHealth health = _board.Health();
        Assert.False(health.Usable);
        Assert.Equal(0, health.Score);
        Assert.Equal("its circuit is open", health.Why);
        Assert.Equal(TimeSpan.FromSeconds(30), health.RetryAfter);
    }

    [Theory]
    [InlineData(ErrorKind.RateLimited, 429, true)]
    [InlineData(ErrorKind.InsufficientQuota, 429, false)]
    [InlineData(ErrorKind.UpstreamAuthentication, 401, false)]
    [InlineData(ErrorKind.UpstreamAuthentication, null, false)]
    public void Whether_it_is_only_its_rate_that_is_limited_is_told(ErrorKind failure, int? status, bool expected)
    {
        _board.Call(failure, status: status);
        Assert.Equal((false, expected), (_board.Health().Usable, _board.Health().IsRateLimited));
    }

    [Fact]
    public void A_limit_of_the_settings_that_is_reached_is_a_limited_rate()
    {
        using BoardHarness board = new(BoardHarness.An("default") with { RequestsPerMinute = 1 });
        Assert.False(board.Health().IsRateLimited);
        board.Call();
        Assert.Equal((false, true), (board.Health().Usable, board.Health().IsRateLimited));
    }

    [Fact]
    public void A_change_of_the_account_shows_for_all_of_its_models_at_once()
    {
        Assert.True(_board.Health("one").Usable);
        Assert.True(_board.Health("two").Usable);
        _board.Call(ErrorKind.RateLimited, model: "one", status: 429);
        Assert.False(_board.Health("one").Usable);
        Assert.False(_board.Health("two").Usable);
    }

    [Fact]
    public void A_failed_probe_halves_the_score_of_what_was_not_called_since()
    {
        _board.Board.Probed(_board.Provider.Accounts[0], new ProbeOutcome(_board.Time.GetUtcNow(), ProbeResult.Failed, 1, "HTTP 502"), "key");
        Assert.Equal(0.5, _board.Health().Score);
        Assert.True(_board.Health().Usable);
        _board.Time.Advance(TimeSpan.FromSeconds(1));
        _board.Call();
        Assert.Equal(1, _board.Health().Score);
    }

    [Fact]
    public async Task Looking_allocates_nothing()
    {
        Candidate[] candidates = [.. Enumerable.Range(0, 200).Select(number => _board.Candidate($"model-{number}"))];
        Look();
        await _board.Board.FlushAsync();
        Look();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Look();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Look()
        {
            foreach (Candidate candidate in candidates)
            {
                _board.Board.Of(candidate, _board.Time.GetUtcNow());
            }
        }
    }

    [Fact]
    public void What_is_seen_of_a_candidate_is_of_that_one_though_it_is_a_copy_or_its_model_was_forgotten_meanwhile()
    {
        Candidate first = _board.Candidate("first");
        Assert.True(See(first).Usable);
        _board.Fail(5, "second");
        Assert.False(See(first with { Model = "second" }).Usable);
        Assert.True(See(first).Usable);

        // Clients can ask for any number of models, so those that are not used are forgotten.
        for (int i = 0; i < 5000; i++)
        {
            _board.Pick($"model-{i}");
        }

        _board.Fail(5, "first");
        Assert.False(See(first).Usable);

        CandidateHealth See(Candidate candidate) => _board.Board.Of(candidate, _board.Time.GetUtcNow());
    }

    [Theory]
    [InlineData(ErrorKind.RateLimited, 0.8)]
    [InlineData(ErrorKind.UpstreamError, 2.0 / 3)]
    [InlineData(ErrorKind.UpstreamTimeout, 2 / 3.5)]
    [InlineData(ErrorKind.UpstreamStreamCut, 2 / 3.5)]
    [InlineData(ErrorKind.ContentPolicy, 1)]
    public void What_costs_the_client_time_weighs_more(ErrorKind failure, double expected)
    {
        _board.End("default", failure, retryAfter: TimeSpan.FromSeconds(1));
        _board.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(expected, _board.Health().Score, 3);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 0.75)]
    [InlineData(30, 0.5)]
    [InlineData(300, 0.5)]
    public void Slowness_costs_up_to_half(int seconds, double expected) =>
        Assert.Equal(expected, HealthScore.Of(default, TimeSpan.FromSeconds(seconds), BreakerState.Closed, probeFailed: false), 3);

    public void Dispose() => _board.Dispose();

    private void Answer(TimeSpan duration) => _board.End("default", null, duration: duration);
}
