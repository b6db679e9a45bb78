using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Sandbox;
using LlmFunctions.Testing;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

/// <summary>The sandbox behind the translators that real providers are behind.</summary>
public sealed class SandboxProviderTests : IDisposable
{
    private static readonly ProviderDefinition Definition = SandboxDefinition.Value;
    private readonly HttpMessageInvoker _invoker = new(Definition.InProcess!(new ManualTimeProvider()));

    [Fact]
    public void It_is_there_without_a_key_or_a_setting()
    {
        Assert.True(Definition.AlwaysOn);
        Assert.True(Definition.KeyOptional);
        Assert.Contains(Definition, ProviderDefinitions.All);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sandbox_field_reaches_it_on_both_ways(bool passThrough)
    {
        const string Body = """{"model":"sandbox/echo","messages":[{"role":"user","content":"x"}],"sandbox":{"tokens":1}}""";
        using HttpResponseMessage response = await SendAsync(Body, passThrough);
        ChatResponse answer = Definition.Dialect.FromUpstream(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal("You", answer.Choices[0].Message.Content?.AsText());
        Assert.Equal(1, answer.Usage?.CompletionTokens);
        Assert.Equal("echo", answer.Model);
    }

    [Fact]
    public async Task Its_stream_is_read_like_any_other()
    {
        (string text, ChatUsage? usage) = await StreamAsync("{}");

        Assert.Equal("You said: a b", text);
        Assert.Equal(4, usage?.CompletionTokens);
    }

    [Theory]
    [InlineData("""{"malformed_after":1}""", ErrorKind.UpstreamError)]
    [InlineData("""{"error_after":1}""", ErrorKind.UpstreamError)]
    public async Task A_stream_that_goes_wrong_is_an_error(string sandbox, ErrorKind expected)
    {
        GatewayException failure = await Assert.ThrowsAsync<GatewayException>(() => StreamAsync(sandbox));

        Assert.Equal(expected, failure.Error.Kind);
    }

    [Fact]
    public async Task A_cut_breaks_the_read() =>
        await Assert.ThrowsAsync<HttpIOException>(() => StreamAsync("""{"cut_after":1}"""));

    [Fact]
    public async Task A_refused_field_keeps_its_name()
    {
        using HttpResponseMessage response = await SendAsync("""{"messages":[{"role":"user","content":"x"}],"sandbox":{"tokenz":1}}""", passThrough: true);
        GatewayError error = Definition.Dialect.ErrorFromUpstream((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ErrorKind.InvalidRequest, error.Kind);
        Assert.Equal("sandbox.tokenz", error.Param);
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<(string Text, ChatUsage? Usage)> StreamAsync(string sandbox)
    {
        string body = $$"""{"model":"sandbox/echo","messages":[{"role":"user","content":"a b"}],"stream":true,"sandbox":{{sandbox}}}""";
        using HttpResponseMessage response = await SendAsync(body, passThrough: true);
        await using Stream stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        StringBuilder text = new();
        ChatUsage? usage = null;
        FrameReader frames = FrameReader.Create(Definition.Dialect.Framing, stream);
        await foreach (StreamItem item in AnswerStream.ReadAsync(frames, Definition.Dialect.CreateStreamTranslator(), TestContext.Current.CancellationToken))
        {
            foreach (ChatChunk chunk in item.Chunks)
            {
                text.AppendJoin("", chunk.Choices.Select(static choice => choice.Delta.Content));
                usage ??= chunk.Usage;
            }
        }

        return (text.ToString(), usage);
    }

    private async Task<HttpResponseMessage> SendAsync(string body, bool passThrough)
    {
        ChatRequest request = JsonSerializer.Deserialize(body, ChatJson.Strict.ChatRequest)!;
        UpstreamTarget target = new() { Model = "echo", Quirks = Definition.Quirks };
        UpstreamRequest upstream = passThrough
            ? Definition.Dialect.PassThrough(Encoding.UTF8.GetBytes(body), request, target)
            : Definition.Dialect.ToUpstream(request, target);
        using HttpRequestMessage message = new(HttpMethod.Post, new Uri(Definition.Dialect.NormalizeBaseUrl(Definition.BaseUrl!), upstream.Path))
        {
            Content = new ReadOnlyMemoryContent(upstream.Body),
        };
        return await _invoker.SendAsync(message, TestContext.Current.CancellationToken);
    }
}
