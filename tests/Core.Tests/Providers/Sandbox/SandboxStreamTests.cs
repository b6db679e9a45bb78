using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxStreamTests : IDisposable
{
    private readonly SandboxCalls _sandbox = new();

    [Fact]
    public async Task Each_token_is_an_event_and_usage_comes_last()
    {
        string[] events = await _sandbox.EventsAsync(SandboxCalls.Request("hello there", stream: true));

        Assert.Equal("[DONE]", events[^1]);
        JsonNode[] chunks = [.. events[..^1].Select(static payload => JsonNode.Parse(payload)!)];
        Assert.Equal("assistant", (string?)chunks[0]["choices"]![0]!["delta"]!["role"]);
        Assert.Equal(["", "You", " said:", " hello", " there", null], chunks[..^1].Select(static chunk => (string?)chunk["choices"]![0]!["delta"]!["content"]));
        Assert.Equal("stop", (string?)chunks[^2]["choices"]![0]!["finish_reason"]);
        Assert.Empty(chunks[^1]["choices"]!.AsArray());
        Assert.Equal(4, (int)chunks[^1]["usage"]!["completion_tokens"]!);
        Assert.Single(chunks.Select(static chunk => (string?)chunk["id"]).Distinct());
    }

    [Fact]
    public async Task Usage_is_not_sent_unasked()
    {
        JsonObject request = SandboxCalls.Request(stream: true);
        request.Remove("stream_options");

        Assert.DoesNotContain(await _sandbox.EventsAsync(request), static payload => payload.Contains("\"usage\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Alternatives_are_streamed_side_by_side()
    {
        JsonObject request = SandboxCalls.Request("x", stream: true);
        request["n"] = 2;

        int[] indices = [.. (await _sandbox.EventsAsync(request))[..^2].Select(static payload => (int)JsonNode.Parse(payload)!["choices"]![0]!["index"]!)];

        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], indices);
    }

    [Fact]
    public async Task Thinking_is_streamed_before_the_answer()
    {
        string[] events = await _sandbox.EventsAsync(SandboxCalls.Request("x", new JsonObject { ["reasoning_tokens"] = 2 }, stream: true));

        Assert.Equal("I", (string?)JsonNode.Parse(events[1])!["choices"]![0]!["delta"]!["reasoning_content"]);
        Assert.Equal("You", (string?)JsonNode.Parse(events[3])!["choices"]![0]!["delta"]!["content"]);
    }

    [Fact]
    public async Task Tokens_arrive_at_the_times_that_were_asked_for()
    {
        JsonObject sandbox = new() { ["latency_ms"] = 50, ["first_token_ms"] = 200, ["token_interval_ms"] = 30 };
        Task<HttpResponseMessage> sending = _sandbox.SendAsync(SandboxCalls.Request("x", sandbox, stream: true));
        await AdvanceAsync(49);
        Assert.False(sending.IsCompleted);
        await AdvanceAsync(1);
        using HttpResponseMessage response = await sending;
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);

        Task<string> first = ReadAsync(body);
        await AdvanceAsync(199);
        Assert.False(first.IsCompleted);
        await AdvanceAsync(1);
        Assert.Contains("\"content\":\"You\"", await first, StringComparison.Ordinal);

        Task<string> second = ReadAsync(body);
        await AdvanceAsync(29);
        Assert.False(second.IsCompleted);
        await AdvanceAsync(1);
        Assert.Contains("\"content\":\" said:\"", await second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_answer_takes_as_long_as_all_its_tokens()
    {
        JsonObject sandbox = new() { ["first_token_ms"] = 200, ["token_interval_ms"] = 30 };
        Task<HttpResponseMessage> sending = _sandbox.SendAsync(SandboxCalls.Request("x", sandbox));

        await AdvanceAsync(259);
        Assert.False(sending.IsCompleted);
        await AdvanceAsync(1);

        using HttpResponseMessage response = await sending;
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_same_request_streams_the_same_bytes() =>
        Assert.Equal(
            await _sandbox.EventsAsync(SandboxCalls.Request("x", stream: true)),
            await _sandbox.EventsAsync(SandboxCalls.Request("x", stream: true)));

    [Fact]
    public async Task Small_reads_give_the_same_bytes_as_large_ones()
    {
        using HttpResponseMessage response = await _sandbox.SendAsync(SandboxCalls.Request("x", stream: true));
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[3];
        for (int read; (read = await body.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
        {
            bytes.Write(buffer, 0, read);
        }

        Assert.Equal(await _sandbox.EventsAsync(SandboxCalls.Request("x", stream: true)), SandboxCalls.Payloads(Encoding.UTF8.GetString(bytes.ToArray())));
    }

    public void Dispose() => _sandbox.Dispose();

    private static async Task<string> ReadAsync(Stream body)
    {
        byte[] buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer, TestContext.Current.CancellationToken));
    }

    private async Task AdvanceAsync(int milliseconds)
    {
        await _sandbox.Clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        _sandbox.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
    }
}
