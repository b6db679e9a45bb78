using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class ChatStepsTests
{
    private static readonly RetryOptions Retry = new() { MaxRetries = 2, Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(8) };
    private static readonly Candidate[] Three = [CandidateOf("a", "m"), CandidateOf("b", "m"), CandidateOf("c", "n")];
    private static readonly ChatStep First = new() { Job = new JobRef("shop", "job"), IsPlanned = true };

    [Fact]
    public void A_failure_that_passes_is_repeated_after_growing_waits_and_then_the_next_candidate_is_called()
    {
        GatewayError failure = new() { Kind = ErrorKind.UpstreamError, Message = "no", UpstreamStatus = 500 };

        ChatStep second = After(First, failure);
        ChatStep third = After(second, failure);
        ChatStep fourth = After(third, failure);

        Assert.Equal([(1, 0, 1, 1.0), (2, 0, 2, 2.0), (3, 1, 0, 0.0)], new[] { second, third, fourth }.Select(static step => (step.Number, step.Candidate, step.Repetitions, step.Wait.TotalSeconds)));
    }

    [Fact]
    public void Who_asks_to_be_left_alone_is_only_called_again_when_nobody_else_is_left()
    {
        GatewayError busy = new() { Kind = ErrorKind.RateLimited, Message = "no", UpstreamStatus = 429, RetryAfter = TimeSpan.FromSeconds(90) };

        Assert.Equal((1, TimeSpan.Zero), (After(First, busy).Candidate, After(First, busy).Wait));
        ChatStep last = After(First with { Candidate = 2 }, busy);
        Assert.Equal((2, 1, TimeSpan.FromSeconds(90), false), (last.Candidate, last.Repetitions, last.Wait, last.IsLast));
        Assert.True(After(First with { Candidate = 2 }, busy with { RetryAfter = TimeSpan.FromHours(1) }).IsLast);
        Assert.True(After(First with { Candidate = 2, Repetitions = 2 }, busy).IsLast);
    }

    [Fact]
    public void Nobody_to_be_called_now_is_waited_for()
    {
        ChatStep next = After(First with { Candidate = 2 }, new GatewayError { Kind = ErrorKind.NoHealthyProvider, Message = "no", RetryAfter = TimeSpan.FromSeconds(30) });

        Assert.Equal((false, 2, TimeSpan.FromSeconds(30)), (next.IsLast, next.Candidate, next.Wait));
    }

    [Theory]
    [InlineData(ErrorKind.InvalidRequest, null)]
    [InlineData(ErrorKind.ModelNotFound, 1)]
    [InlineData(ErrorKind.ContentPolicy, 2)]
    [InlineData(ErrorKind.ContextLengthExceeded, 2)]
    public void What_comes_next_depends_on_the_failure(ErrorKind kind, int? candidate)
    {
        ChatStep next = After(First, new GatewayError { Kind = kind, Message = "no", UpstreamStatus = 400 });

        Assert.Equal(candidate is null, next.IsLast);
        Assert.Equal(candidate ?? 0, next.Candidate);
    }

    [Fact]
    public void A_model_that_refused_stays_out_when_another_failure_follows()
    {
        ChatStep refused = After(First with { Candidate = 1 }, new GatewayError { Kind = ErrorKind.ContentPolicy, Message = "no", UpstreamStatus = 400 });
        Candidate[] four = [.. Three, CandidateOf("d", "M")];

        Assert.Equal([1], refused.Refusing);
        Assert.True(ChatSteps.After(refused, new GatewayError { Kind = ErrorKind.ModelNotFound, Message = "no" }, four, Retry, TimeSpan.FromMinutes(10), 1).IsLast);
    }

    private static ChatStep After(ChatStep step, GatewayError error) => ChatSteps.After(step, error, Three, Retry, TimeSpan.FromMinutes(10), chance: 1);

    private static Candidate CandidateOf(string provider, string model) =>
        new(new Provider { Name = provider, Dialect = OpenAIDialect.Instance, BaseUrl = new Uri("https://inner.example.org/") }, model, ModelCatalog.BuiltIn.Find("no-provider", model));
}
