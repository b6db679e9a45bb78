using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxFailureTests : IDisposable
{
    private readonly SandboxCalls _sandbox = new();

    [Fact]
    public async Task A_failure_status_has_an_error_body_and_says_when_to_come_again()
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request(sandbox: new JsonObject { ["status"] = 429, ["retry_after"] = 7 }));

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        JsonNode error = (await SandboxCalls.ReadJsonAsync(response))["error"]!;
        Assert.Equal("rate_limit_error", (string?)error["type"]);
        Assert.Equal("rate_limit_exceeded", (string?)error["code"]);
    }

    [Fact]
    public async Task The_code_of_a_failure_can_be_given()
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request(sandbox: new JsonObject { ["status"] = 400, ["error_code"] = "context_length_exceeded" }));

        Assert.Equal("context_length_exceeded", (string?)(await SandboxCalls.ReadJsonAsync(response))["error"]!["code"]);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(200)]
    public async Task It_can_answer_with_a_web_page(int status)
    {
        JsonObject sandbox = new() { ["html"] = true };
        if (status >= 400)
        {
            sandbox["status"] = status;
        }

        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request(sandbox: sandbox));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("<html>", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "You said:")]
    [InlineData(99, "You said: x")]
    public async Task A_cut_stream_breaks_after_the_tokens_and_has_no_end(int tokens, string expected)
    {
        (string body, Exception? failure) = await ReadAsync(SandboxCalls.Request("x", new JsonObject { ["cut_after"] = tokens }, stream: true));

        Assert.IsType<HttpIOException>(failure);
        Assert.Equal(expected, Text(SandboxCalls.Payloads(body)));
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"stop\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_whole_answer_breaks_in_the_middle()
    {
        (string body, Exception? failure) = await ReadAsync(SandboxCalls.Request("x", new JsonObject { ["cut_after"] = 1 }));

        Assert.IsType<HttpIOException>(failure);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(body));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stall_lasts_until_the_caller_gives_up(bool stream)
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request("x", new JsonObject { ["stall_after"] = 1 }, stream));
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using CancellationTokenSource caller = new();
        byte[] buffer = new byte[64 * 1024];
        Assert.True(await body.ReadAsync(buffer, caller.Token) > 0);

        Task<int> next = body.ReadAsync(buffer, caller.Token).AsTask();
        _sandbox.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(next.IsCompleted);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task Closing_a_stalled_answer_ends_the_read_that_is_under_way()
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request("x", new JsonObject { ["stall_after"] = 0 }, stream: true));
        Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[64 * 1024];
        Assert.True(await body.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0);
        Task<int> next = body.ReadAsync(buffer, TestContext.Current.CancellationToken).AsTask();

        response.Dispose();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task A_malformed_event_is_not_json()
    {
        string[] events = await _sandbox.EventsAsync(SandboxCalls.Request("x", new JsonObject { ["malformed_after"] = 2 }, stream: true));

        Assert.Equal("You said:", Text(events[..^1]));
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(events[^1]));
    }

    [Fact]
    public async Task A_malformed_whole_answer_is_not_json()
    {
        (string body, Exception? failure) = await ReadAsync(SandboxCalls.Request("x", new JsonObject { ["malformed_after"] = 0 }));

        Assert.Null(failure);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(body));
    }

    [Fact]
    public async Task An_error_can_come_in_the_middle_of_a_stream()
    {
        string[] events = await _sandbox.EventsAsync(SandboxCalls.Request("x", new JsonObject { ["error_after"] = 1, ["error_code"] = "overloaded" }, stream: true));

        Assert.Equal("You", Text(events[..^1]));
        Assert.Equal("overloaded", (string?)JsonNode.Parse(events[^1])!["error"]!["code"]);
    }

    [Fact]
    public async Task An_error_can_come_with_status_200()
    {
        JsonNode answer = await _sandbox.AnswerAsync(SandboxCalls.Request("x", new JsonObject { ["error_after"] = 1 }));

        Assert.Equal("server_error", (string?)answer["error"]!["type"]);
    }

    [Fact]
    public async Task The_latency_comes_before_a_failure_too()
    {
        Task<HttpResponseMessage> sending = _sandbox.SendAsync(SandboxCalls.Request(sandbox: new JsonObject { ["status"] = 503, ["latency_ms"] = 10 }));
        await _sandbox.Clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        Assert.False(sending.IsCompleted);

        _sandbox.Clock.Advance(TimeSpan.FromMilliseconds(10));

        using HttpResponseMessage response = await sending;
        Assert.Equal(503, (int)response.StatusCode);
    }

    public void Dispose() => _sandbox.Dispose();

    private static string Text(IEnumerable<string> payloads) =>
        string.Concat(payloads.Select(static payload => (string?)JsonNode.Parse(payload)!["choices"]![0]!["delta"]!["content"]));

    private async Task<(string Body, Exception? Failure)> ReadAsync(JsonObject request)
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(request);
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using MemoryStream read = new();
        Exception? failure = await Record.ExceptionAsync(() => body.CopyToAsync(read, TestContext.Current.CancellationToken));
        return (Encoding.UTF8.GetString(read.ToArray()), failure);
    }
}
