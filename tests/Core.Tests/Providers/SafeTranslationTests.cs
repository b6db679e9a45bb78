using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Tests.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Providers;

public sealed class SafeTranslationTests
{
    private const string Whole = """{"model":"a/m","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Streamed = """{"model":"a/m","stream":true,"messages":[{"role":"user","content":"Hello"}]}""";

    public static TheoryData<Exception> Stumbles =>
    [
        new InvalidOperationException("x"), new FormatException("x"), new JsonException("x"), new KeyNotFoundException("x"), new OverflowException("x"), new ArgumentException("x"),
    ];

    [Theory]
    [MemberData(nameof(Stumbles), DisableDiscoveryEnumeration = true)]
    public async Task What_a_translator_stumbles_over_is_the_providers_failure(Exception stumble)
    {
        Assert.Equal(ErrorKind.UpstreamError, await FailAsync(stumble, 200, "{}", Whole));
        Assert.Equal(ErrorKind.UpstreamError, await FailAsync(stumble, 200, "data: {}\n\n", Streamed));
        Assert.Equal(ErrorKind.UpstreamError, await FailAsync(stumble, 200, "", Streamed));
        Assert.Equal(ErrorKind.RateLimited, await FailAsync(stumble, 429, "{}", Whole));
    }

    [Fact]
    public async Task A_defect_of_the_gateway_stays_one()
    {
        using PipelineHarness harness = new(new BrokenDialect(new NotSupportedException("x")), new ScriptedHandler(ScriptedHandler.Answer(200, "{}")));
        await Assert.ThrowsAsync<NotSupportedException>(() => harness.RunAsync(Whole));
    }

    private static async Task<ErrorKind> FailAsync(Exception stumble, int status, string body, string request)
    {
        using PipelineHarness harness = new(new BrokenDialect(stumble), new ScriptedHandler(ScriptedHandler.Answer(status, body)));
        return (await Assert.ThrowsAsync<GatewayException>(() => harness.RunAsync(request))).Error.Kind;
    }
}
