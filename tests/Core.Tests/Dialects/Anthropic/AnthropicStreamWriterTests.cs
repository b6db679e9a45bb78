using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Anthropic;

public sealed class AnthropicStreamWriterTests
{
    [Fact]
    public void Text_comes_in_Anthropics_order_byte_for_byte() => Assert.Equal(
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_c","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" grüße"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":7,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}


        """.ReplaceLineEndings("\n"),
        Raw(
            Chunk(new ChatDelta { Role = "assistant", Content = "" }),
            Chunk(new ChatDelta { Content = "Hello" }),
            Chunk(new ChatDelta { Content = " grüße" }),
            Chunk(new ChatDelta(), "stop"),
            new ChatChunk { Usage = new ChatUsage { PromptTokens = 11, CompletionTokens = 2, PromptTokensDetails = new PromptTokensDetails { CachedTokens = 4 } } }));

    [Fact]
    public void Thinking_is_signed_before_its_end() => Assert.Equal(
        [
            "start 0 thinking", "thinking_delta h", "thinking_delta m", "signature_delta s", "stop 0",
            "start 1 redacted_thinking", "stop 1",
            "start 2 text", "text_delta Hi", "stop 2",
            "end end_turn",
        ],
        Events(
            Chunk(new ChatDelta { ReasoningContent = "h" }),
            Chunk(new ChatDelta { ReasoningContent = "m" }),
            Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Thinking = "hm", Signature = "s" }] }),
            Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Type = "redacted_thinking", Data = "xx" }] }),
            Chunk(new ChatDelta { Content = "Hi" }),
            Chunk(new ChatDelta(), "stop")));

    [Fact]
    public void Thinking_that_is_not_shown_keeps_its_signature() => Assert.Equal(
        ["start 0 thinking", "signature_delta s", "stop 0", "start 1 text", "text_delta Hi", "stop 1", "end end_turn"],
        Events(
            Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Thinking = "", Signature = "s" }] }),
            Chunk(new ChatDelta { Content = "Hi" }, "stop")));

    [Fact]
    public void Calls_follow_the_text_one_after_another() => Assert.Equal(
        [
            "start 0 text", "text_delta Let me see.", "stop 0",
            "start 1 tool_use a f", "input_json_delta {\"x\":", "input_json_delta 1}", "stop 1",
            "start 2 tool_use b g", "stop 2",
            "end tool_use",
        ],
        Events(
            Chunk(new ChatDelta { Content = "Let me see." }),
            Chunk(Piece(0, "a", "f", "")),
            Chunk(Piece(0, null, null, "{\"x\":")),
            Chunk(Piece(0, null, null, "1}")),
            Chunk(Piece(1, "b", "g", "")),
            Chunk(new ChatDelta(), "stop")));

    [Fact]
    public void Calls_whose_pieces_come_mixed_are_kept_apart() => Assert.Equal(
        [
            "start 0 tool_use a f", "input_json_delta {\"x\":", "input_json_delta 1}", "stop 0",
            "start 1 tool_use b g", "input_json_delta {\"y\":2}", "stop 1",
            "start 2 text", "text_delta done", "stop 2",
            "end tool_use",
        ],
        Events(
            Chunk(Piece(0, "a", "f", "{\"x\":")),
            Chunk(Piece(1, "b", "g", "{\"y\":")),
            Chunk(new ChatDelta { Content = "do" }),
            Chunk(Piece(0, null, null, "1}")),
            Chunk(Piece(1, null, null, "2}")),
            Chunk(new ChatDelta { Content = "ne" }),
            Chunk(new ChatDelta(), "tool_calls")));

    [Fact]
    public void What_a_provider_wants_to_see_again_stands_on_its_call()
    {
        ToolCall call = Piece(0, "a", "f", "{}").ToolCalls![0] with { Extra = new Dictionary<string, JsonElement> { ["extra_content"] = JsonElement.Parse("""{"google":{"thought_signature":"g"}}""") } };

        Assert.Contains(
            """
            "content_block":{"type":"tool_use","id":"a","name":"f","input":{},"extra_content":{"google":{"thought_signature":"g"}}}
            """,
            Raw(Chunk(new ChatDelta { ToolCalls = [call] }, "tool_calls")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_shown_and_told_as_the_reason() => Assert.Equal(
        ["start 0 text", "text_delta No.", "stop 0", "end refusal"],
        Events(Chunk(new ChatDelta { Refusal = "No." }), Chunk(new ChatDelta(), "stop")));

    [Fact]
    public void An_answer_without_content_is_whole_all_the_same() => Assert.Equal(["end max_tokens"], Events(Chunk(new ChatDelta { Role = "assistant" }, "length")));

    [Fact]
    public void A_failure_is_an_error_event_and_nothing_that_looks_like_an_end()
    {
        IClientStreamWriter writer = new AnthropicClientDialect("r-1").CreateStreamWriter(new ChatRequest());

        string written = Written.By(output =>
        {
            writer.Write(Chunk(new ChatDelta { Content = "Hel" }), output);
            writer.Fail(new GatewayError { Kind = ErrorKind.UpstreamStreamCut, Message = "cut" }, output);
        });

        Assert.EndsWith("""event: error\ndata: {"type":"error","error":{"type":"api_error","message":"cut"},"request_id":"r-1"}\n\n""".Replace("\\n", "\n", StringComparison.Ordinal), written, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", written, StringComparison.Ordinal);
        Assert.DoesNotContain("message_delta", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ping_is_an_event() => Assert.Equal("event: ping\ndata: {\"type\":\"ping\"}\n\n", Written.By(Writer().Ping));

    [Theory]
    [InlineData(false, "message_delta message_stop")]
    [InlineData(true, "message_stop")]
    public void After_events_that_were_passed_on_only_what_is_missing_is_written(bool reasonPassed, string expected)
    {
        const string text = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"\\\"message_delta\\\"\"}}\n\n";
        const string reason = "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n";
        IClientStreamWriter writer = Writer();
        foreach (string passed in (string[])(reasonPassed ? [text, reason] : [text]))
        {
            Assert.Equal(passed, Written.By(output => writer.Pass(Encoding.UTF8.GetBytes(passed), output)));
        }

        string written = Written.By(output =>
        {
            writer.Write(Chunk(new ChatDelta { Role = "assistant" }, "stop"), output);
            writer.Complete(output);
        });

        Assert.Equal(expected, string.Join(' ', Parse(written).Select(static data => data.GetProperty("type").GetString())));
    }

    private static IClientStreamWriter Writer() => new AnthropicClientDialect(null).CreateStreamWriter(new ChatRequest());

    private static ChatDelta Piece(int index, string? id, string? name, string arguments) =>
        new() { ToolCalls = [new ToolCall { Index = index, Id = id, Function = new FunctionCall { Name = name, Arguments = arguments } }] };

    private static ChatChunk Chunk(ChatDelta delta, string? finishReason = null) =>
        new() { Id = "c", Model = "m", Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }] };

    private static string Raw(params ChatChunk[] chunks) => Written.By(output =>
    {
        IClientStreamWriter writer = Writer();
        foreach (ChatChunk chunk in chunks)
        {
            writer.Write(chunk, output);
        }

        writer.Complete(output);
    });

    private static IEnumerable<JsonElement> Parse(string written) => written
        .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(static block => block.Split('\n'))
        .Select(static lines =>
        {
            JsonElement data = JsonElement.Parse(Encoding.UTF8.GetBytes(lines[1]["data: ".Length..]));
            Assert.Equal($"event: {data.GetProperty("type").GetString()}", lines[0]);
            return data;
        });

    private static List<string> Events(params ChatChunk[] chunks)
    {
        List<JsonElement> events = [.. Parse(Raw(chunks))];
        Assert.Equal("message_start", events[0].GetProperty("type").GetString());
        Assert.Equal("message_stop", events[^1].GetProperty("type").GetString());
        return [.. events[1..^1].Select(Describe)];
    }

    private static string Describe(JsonElement data)
    {
        switch (data.GetProperty("type").GetString())
        {
            case "content_block_start":
                JsonElement block = data.GetProperty("content_block");
                string call = block.TryGetProperty("name", out JsonElement name) ? $" {block.GetProperty("id")} {name}" : "";
                return $"start {data.GetProperty("index")} {block.GetProperty("type")}{call}";
            case "content_block_delta":
                JsonElement[] delta = [.. data.GetProperty("delta").EnumerateObject().Select(static property => property.Value)];
                return $"{delta[0]} {delta[1]}";
            case "content_block_stop":
                return $"stop {data.GetProperty("index")}";
            default:
                return $"end {data.GetProperty("delta").GetProperty("stop_reason")}";
        }
    }
}
