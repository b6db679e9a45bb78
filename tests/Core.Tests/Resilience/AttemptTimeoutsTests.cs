using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class AttemptTimeoutsTests
{
    private static readonly TimeSpan Call = TimeSpan.FromSeconds(220);

    [Fact]
    public void Without_a_fallback_a_provider_may_be_silent_for_its_timeout()
    {
        Assert.Equal((210, 210, 60, null), Seconds(AttemptTimeouts.OfStream(Candidate(), shared: null)));
        Assert.Equal((210, 210, 210, 210), Seconds(AttemptTimeouts.OfWhole(Candidate(), shared: null, 100)));
    }

    [Fact]
    public void With_a_fallback_it_is_given_up_earlier() =>
        Assert.Equal((30, 30, 60, null), Seconds(AttemptTimeouts.OfStream(Candidate(), Call)));

    [Theory]
    [InlineData(500, 40)]
    [InlineData(null, 50)]
    [InlineData(100_000, 210)]
    public void A_whole_answer_has_the_time_that_its_tokens_need(int? outputLimit, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), AttemptTimeouts.OfWhole(Candidate(), Call, outputLimit).Total);

    [Theory]
    [InlineData(31, 30)]
    [InlineData(30, 15)]
    [InlineData(8, 4)]
    public void In_a_call_that_has_less_time_than_that_the_fallback_gets_half_of_it(double time, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), AttemptTimeouts.OfStream(Candidate(), TimeSpan.FromSeconds(time)).FirstToken);
        Assert.Equal(TimeSpan.FromSeconds(seconds), AttemptTimeouts.OfWhole(Candidate(), TimeSpan.FromSeconds(time), outputLimit: 0).Total);
    }

    [Fact]
    public void A_model_that_thinks_is_waited_for_longer() =>
        Assert.Equal(TimeSpan.FromSeconds(60), AttemptTimeouts.OfStream(Candidate(capabilities: ModelCapabilities.Chat | ModelCapabilities.Reasoning), Call).FirstToken);

    [Fact]
    public void A_short_timeout_of_the_provider_is_the_limit_of_all() =>
        Assert.Equal((5, 5, 5, null), Seconds(AttemptTimeouts.OfStream(Candidate(timeout: 5), Call)));

    [Fact]
    public void What_is_set_holds_with_and_without_a_fallback()
    {
        TimeoutOptions set = new() { Headers = TimeSpan.FromSeconds(1), FirstToken = TimeSpan.FromSeconds(2), Idle = TimeSpan.FromSeconds(3), Total = TimeSpan.FromSeconds(4) };
        foreach (TimeSpan? shared in new TimeSpan?[] { null, Call })
        {
            Assert.Equal((1, 2, 3, 4), Seconds(AttemptTimeouts.OfStream(Candidate(timeouts: set), shared)));
            AttemptTimeouts whole = AttemptTimeouts.OfWhole(Candidate(timeouts: set), shared, null);
            Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)), (whole.Headers, whole.Total));
        }
    }

    [Theory]
    [InlineData("slow-1", 100)]
    [InlineData("SLOW-2", 100)]
    [InlineData("exact", 50)]
    [InlineData("exact-not", 7)]
    public void A_model_can_have_timeouts_of_its_own(string model, double seconds)
    {
        Candidate plain = Candidate(model, timeouts: new TimeoutOptions { FirstToken = TimeSpan.FromSeconds(7) });
        Provider provider = plain.Provider with
        {
            ModelTimeouts =
            [
                new ModelTimeoutOptions { Model = "exact", FirstToken = TimeSpan.FromSeconds(50) },
                new ModelTimeoutOptions { Model = "slow-*", FirstToken = TimeSpan.FromSeconds(100) },
            ],
        };
        Candidate candidate = plain with { Provider = provider };
        Assert.Equal(TimeSpan.FromSeconds(seconds), AttemptTimeouts.OfStream(candidate, shared: null).FirstToken);
    }

    private static (double Headers, double FirstToken, double Idle, double? Total) Seconds(AttemptTimeouts timeouts) =>
        (timeouts.Headers.TotalSeconds, timeouts.FirstToken.TotalSeconds, timeouts.Idle.TotalSeconds, timeouts.Total?.TotalSeconds);

    private static Candidate Candidate(string model = "m", double timeout = 210, TimeoutOptions? timeouts = null, ModelCapabilities capabilities = ModelCapabilities.Chat) => new(
        new Provider { Name = "p", Dialect = OpenAIDialect.Instance, BaseUrl = new Uri("https://p.example.org/"), Timeout = TimeSpan.FromSeconds(timeout), Timeouts = timeouts ?? new TimeoutOptions() },
        model,
        new ModelInfo { Id = model, Provider = "p", Capabilities = capabilities });
}
