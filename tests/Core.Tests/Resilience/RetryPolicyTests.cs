using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class RetryPolicyTests
{
    private static readonly RetryOptions Options = new() { Backoff = TimeSpan.FromSeconds(1), MaxBackoff = TimeSpan.FromSeconds(5) };

    [Theory]
    [InlineData(408, RetryStep.Retry)]
    [InlineData(409, RetryStep.Retry)]
    [InlineData(425, RetryStep.Retry)]
    [InlineData(429, RetryStep.Elsewhere)]
    [InlineData(500, RetryStep.Retry)]
    [InlineData(502, RetryStep.Retry)]
    [InlineData(503, RetryStep.Retry)]
    [InlineData(504, RetryStep.Retry)]
    [InlineData(529, RetryStep.Retry)]
    [InlineData(501, RetryStep.NextCandidate)]
    [InlineData(505, RetryStep.NextCandidate)]
    [InlineData(302, RetryStep.NextCandidate)]
    [InlineData(400, RetryStep.End)]
    [InlineData(422, RetryStep.End)]
    [InlineData(401, RetryStep.NextAccount)]
    [InlineData(403, RetryStep.NextAccount)]
    [InlineData(402, RetryStep.NextAccount)]
    [InlineData(404, RetryStep.NextCandidate)]
    [InlineData(413, RetryStep.NextCandidate)]
    public void A_status_says_what_is_worth_a_try(int status, RetryStep expected) =>
        Assert.Equal(expected, RetryPolicy.StepAfter(UpstreamErrors.FromStatus(status, "no")));

    [Theory]
    [InlineData(ErrorKind.UpstreamError, RetryStep.Retry)]
    [InlineData(ErrorKind.UpstreamStreamCut, RetryStep.Retry)]
    [InlineData(ErrorKind.UpstreamTimeout, RetryStep.Silent)]
    [InlineData(ErrorKind.ContextLengthExceeded, RetryStep.LargerWindow)]
    [InlineData(ErrorKind.ContentPolicy, RetryStep.OtherModel)]
    [InlineData(ErrorKind.InsufficientQuota, RetryStep.NextAccount)]
    [InlineData(ErrorKind.UnsupportedField, RetryStep.NextCandidate)]
    [InlineData(ErrorKind.InvalidRequest, RetryStep.End)]
    [InlineData(ErrorKind.ClientClosed, RetryStep.End)]
    [InlineData(ErrorKind.Internal, RetryStep.End)]
    [InlineData(ErrorKind.StorageUnavailable, RetryStep.End)]
    public void A_failure_without_a_status_says_so_too(ErrorKind kind, RetryStep expected) =>
        Assert.Equal(expected, RetryPolicy.StepAfter(new GatewayError { Kind = kind, Message = "no" }));

    [Fact]
    public void A_provider_that_names_a_time_is_left_alone_until_then() =>
        Assert.Equal(RetryStep.Elsewhere, RetryPolicy.StepAfter(UpstreamErrors.FromStatus(503, "no") with { RetryAfter = TimeSpan.FromSeconds(2) }));

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 4)]
    [InlineData(3, 1, 5)]
    [InlineData(60, 1, 5)]
    [InlineData(2, 0.25, 1)]
    [InlineData(2, 0, 0)]
    public void The_wait_is_a_random_part_of_a_time_that_doubles_up_to_a_limit(int retry, double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicy.Backoff(Options, retry, chance));

    [Fact]
    public void Waits_are_spread_over_the_whole_time()
    {
        Random random = new(11);
        double[] waits = [.. Enumerable.Range(0, 1000).Select(_ => RetryPolicy.Backoff(Options, 1, random.NextDouble()).TotalSeconds)];
        Assert.All(waits, static wait => Assert.InRange(wait, 0, 2));
        Assert.InRange(waits.Average(), 0.9, 1.1);
        Assert.True(waits.Min() < 0.02 && waits.Max() > 1.98, $"{waits.Min()} to {waits.Max()}");
    }
}
