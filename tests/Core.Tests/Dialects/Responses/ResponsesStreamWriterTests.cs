using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

public sealed class ResponsesStreamWriterTests
{
    [Fact]
    public void Text_comes_in_OpenAIs_order()
    {
        IReadOnlyList<JsonElement> events = Spoken.To(Spoken.Hi).Stream(
            Spoken.Chunk(new ChatDelta { Role = "assistant", Content = "" }),
            Spoken.Chunk(new ChatDelta { Content = "Hello" }),
            Spoken.Chunk(new ChatDelta { Content = " grüße" }),
            Spoken.Chunk(new ChatDelta(), "stop"),
            new ChatChunk { Usage = new ChatUsage { PromptTokens = 11, CompletionTokens = 2, TotalTokens = 13, PromptTokensDetails = new PromptTokensDetails { CachedTokens = 4 } } });

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_text.delta", "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(static data => data.GetProperty("type").GetString()));
        Assert.Equal("in_progress", events[0].GetProperty("response").GetProperty("status").GetString());
        string id = events[2].GetProperty("item").GetProperty("id").GetString()!;
        Assert.Equal($$$"""{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"{{{id}}}","type":"message","status":"in_progress","role":"assistant","content":[]}}""", events[2].GetRawText());
        Assert.Equal($$$"""{"type":"response.content_part.added","sequence_number":3,"item_id":"{{{id}}}","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]}}""", events[3].GetRawText());
        Assert.Equal($$$"""{"type":"response.output_text.delta","sequence_number":4,"item_id":"{{{id}}}","output_index":0,"content_index":0,"delta":"Hello","logprobs":[]}""", events[4].GetRawText());
        Assert.Equal($$$"""{"type":"response.output_text.done","sequence_number":6,"item_id":"{{{id}}}","output_index":0,"content_index":0,"text":"Hello grüße","logprobs":[]}""", events[6].GetRawText());
        JsonElement response = events[^1].GetProperty("response");
        Assert.Equal("completed", response.GetProperty("status").GetString());
        Assert.Equal("m-2026", response.GetProperty("model").GetString());
        Assert.True(JsonElement.DeepEquals(events[8].GetProperty("item"), response.GetProperty("output")[0]));
        Assert.Equal(
            """{"input_tokens":11,"input_tokens_details":{"cached_tokens":4,"cache_write_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":13}""",
            response.GetProperty("usage").GetRawText());
    }

    [Fact]
    public void Thinking_is_an_item_of_its_own_and_so_is_each_of_its_blocks() => Assert.Equal(
        [
            "+0 reasoning", "+summary", "h", "m", "=summary hm", "-0 hm sealed",
            "+1 reasoning", "-1  sealed",
            "+2 message", "+part", "Hi", "=text Hi", "-part", "-2 Hi",
            "completed",
        ],
        Events(
            Spoken.Chunk(new ChatDelta { ReasoningContent = "h" }),
            Spoken.Chunk(new ChatDelta { ReasoningContent = "m" }),
            Spoken.Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Thinking = "hm", Signature = "s" }] }),
            Spoken.Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Type = "redacted_thinking", Data = "xx" }] }),
            Spoken.Chunk(new ChatDelta { Content = "Hi" }),
            Spoken.Chunk(new ChatDelta(), "stop")));

    [Fact]
    public void Calls_follow_the_text_one_after_another() => Assert.Equal(
        [
            "+0 message", "+part", "See.", "=text See.", "-part", "-0 See.",
            "+1 function_call a f", "{\"x\":", "1}", "=arguments {\"x\":1}", "-1 {\"x\":1}",
            "+2 function_call b g", "{}", "=arguments {}", "-2 {}",
            "completed",
        ],
        Events(
            Spoken.Chunk(new ChatDelta { Content = "See." }),
            Spoken.Chunk(Spoken.Piece(0, "a", "f", "")),
            Spoken.Chunk(Spoken.Piece(0, null, null, "{\"x\":")),
            Spoken.Chunk(Spoken.Piece(0, null, null, "1}")),
            Spoken.Chunk(Spoken.Piece(1, "b", "g", "")),
            Spoken.Chunk(Spoken.Piece(1, null, null, "{}")),
            Spoken.Chunk(new ChatDelta(), "tool_calls")));

    [Fact]
    public void Calls_whose_pieces_come_mixed_grow_side_by_side() => Assert.Equal(
        [
            "+0 function_call a f", "{\"x\":", "+1 function_call b g", "{\"y\":", "1}", "2}",
            "=arguments {\"x\":1}", "-0 {\"x\":1}", "=arguments {\"y\":2}", "-1 {\"y\":2}",
            "+2 message", "+part", "done", "=text done", "-part", "-2 done",
            "completed",
        ],
        Events(
            Spoken.Chunk(Spoken.Piece(0, "a", "f", "{\"x\":")),
            Spoken.Chunk(Spoken.Piece(1, "b", "g", "{\"y\":")),
            Spoken.Chunk(Spoken.Piece(0, null, null, "1}")),
            Spoken.Chunk(Spoken.Piece(1, null, null, "2}")),
            Spoken.Chunk(new ChatDelta { Content = "done" }),
            Spoken.Chunk(new ChatDelta(), "tool_calls")));

    [Fact]
    public void White_space_after_the_arguments_does_not_open_the_call_again() => Assert.Equal(
        ["+0 function_call a f", "{}", "=arguments {}", "-0 {}", "+1 function_call b f", "{}", "=arguments {}", "-1 {}", "completed"],
        Events(
            Spoken.Chunk(Spoken.Piece(0, "a", "f", "{}")),
            Spoken.Chunk(Spoken.Piece(1, "b", "f", "{}")),
            Spoken.Chunk(Spoken.Piece(0, null, null, "\n")),
            Spoken.Chunk(new ChatDelta(), "tool_calls")));

    [Fact]
    public void What_belongs_to_a_call_is_sealed_before_it()
    {
        ToolCall call = Spoken.Piece(0, "a", "f", "{}").ToolCalls![0] with { Extra = new Dictionary<string, JsonElement> { ["extra_content"] = JsonElement.Parse("""{"x":{"s":"g"}}""") } };

        Assert.Equal(
            ["+0 reasoning", "-0  sealed", "+1 function_call a f", "{}", "=arguments {}", "-1 {}", "completed"],
            Events(Spoken.Chunk(new ChatDelta { ToolCalls = [call] }, "tool_calls")));
    }

    [Fact]
    public void A_refusal_is_a_part_of_its_own() => Assert.Equal(
        ["+0 message", "+part", "No", "=refusal No", "-part", "-0 No", "completed"],
        Events(Spoken.Chunk(new ChatDelta { Refusal = "No" }), Spoken.Chunk(new ChatDelta(), "stop")));

    [Fact]
    public void An_image_comes_in_one_piece() => Assert.Equal(
        ["+0 image_generation_call", "-0 AA==", "completed"],
        Events(Spoken.Chunk(new ChatDelta { Extra = new Dictionary<string, JsonElement> { ["images"] = JsonElement.Parse("""[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]""") } }, "stop")));

    [Fact]
    public void Citations_have_events_and_are_on_the_text()
    {
        IReadOnlyList<JsonElement> events = Spoken.To(Spoken.Hi).Stream(
            Spoken.Chunk(new ChatDelta { Content = "Hi" }),
            Spoken.Chunk(new ChatDelta { Extra = new Dictionary<string, JsonElement> { ["annotations"] = JsonElement.Parse("""[{"type":"url_citation","url_citation":{"url":"https://e.com","title":"t","start_index":0,"end_index":2}}]""") } }, "stop"));

        const string citation = """{"type":"url_citation","url":"https://e.com","title":"t","start_index":0,"end_index":2}""";
        Assert.Equal(citation, Assert.Single(events, static data => data.GetProperty("type").ValueEquals("response.output_text.annotation.added")).GetProperty("annotation").GetRawText());
        Assert.Equal($"[{citation}]", events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("annotations").GetRawText());
    }

    [Fact]
    public void Probabilities_go_with_their_piece_and_with_the_whole()
    {
        ChatChunk chunk = Spoken.Chunk(new ChatDelta { Content = "Hi" }, "stop");
        chunk.Choices[0].Logprobs = JsonElement.Parse("""{"content":[{"token":"Hi","logprob":-0.1,"bytes":[72,105],"top_logprobs":[]}],"refusal":null}""");

        IReadOnlyList<JsonElement> events = Spoken.To(Spoken.Hi).Stream(chunk);

        Assert.Equal("Hi", events[4].GetProperty("logprobs")[0].GetProperty("token").GetString());
        Assert.Equal("Hi", events[^1].GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("logprobs")[0].GetProperty("token").GetString());
    }

    [Theory]
    [InlineData("length", "max_output_tokens")]
    [InlineData("content_filter", "content_filter")]
    public void An_answer_that_was_cut_off_is_incomplete(string finishReason, string reason)
    {
        IReadOnlyList<JsonElement> events = Spoken.To(Spoken.Hi).Stream(Spoken.Chunk(new ChatDelta { Content = "Hel" }), Spoken.Chunk(new ChatDelta(), finishReason));

        JsonElement response = events[^1].GetProperty("response");
        Assert.Equal(("response.incomplete", "incomplete"), (events[^1].GetProperty("type").GetString(), response.GetProperty("status").GetString()));
        Assert.Equal(reason, response.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal("incomplete", response.GetProperty("output")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void An_answer_without_content_is_whole_all_the_same() => Assert.Equal(["completed"], Events(Spoken.Chunk(new ChatDelta { Role = "assistant" }, "stop")));

    [Fact]
    public void A_failure_is_a_failed_response_and_an_error_and_nothing_that_looks_like_an_end()
    {
        Spoken spoken = Spoken.To(Spoken.Hi);
        IClientStreamWriter writer = spoken.Dialect.CreateStreamWriter(spoken.Chat);
        ArrayBufferWriter<byte> output = new();
        writer.Write(Spoken.Chunk(new ChatDelta { Content = "Hel" }), output);
        writer.Fail(new GatewayError { Kind = ErrorKind.RateLimited, Message = "slow down" }, output);

        IReadOnlyList<JsonElement> events = Spoken.Parse(output.WrittenSpan);
        JsonElement failed = events[^2].GetProperty("response");
        Assert.Equal(("response.failed", "failed"), (events[^2].GetProperty("type").GetString(), failed.GetProperty("status").GetString()));
        Assert.Equal("""{"code":"rate_limit_exceeded","message":"slow down"}""", failed.GetProperty("error").GetRawText());
        Assert.Equal("incomplete", failed.GetProperty("output")[0].GetProperty("status").GetString());
        Assert.Equal($$"""{"type":"error","sequence_number":{{events.Count - 1}},"code":"rate_limit_exceeded","message":"slow down","param":null}""", events[^1].GetRawText());
        Assert.DoesNotContain("response.completed", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_before_the_first_piece_begins_the_response_too()
    {
        Spoken spoken = Spoken.To(Spoken.Hi);
        IClientStreamWriter writer = spoken.Dialect.CreateStreamWriter(spoken.Chat);
        ArrayBufferWriter<byte> output = new();
        writer.Ping(output);
        writer.Fail(new GatewayError { Kind = ErrorKind.UpstreamTimeout, Message = "late" }, output);

        Assert.Equal(
            ["response.created", "response.in_progress", "response.failed", "error"],
            Spoken.Parse(output.WrittenSpan).Select(static data => data.GetProperty("type").GetString()));
    }

    [Fact]
    public void What_is_kept_is_what_the_client_gets()
    {
        Spoken spoken = Spoken.To(Spoken.Hi);
        IClientStreamWriter writer = spoken.Dialect.CreateStreamWriter(spoken.Chat);
        ArrayBufferWriter<byte> output = new();
        writer.Write(Spoken.Chunk(new ChatDelta { Content = "Hi" }, "stop"), output);
        ReadOnlyMemory<byte> kept = spoken.Dialect.ToStore("app", TimeSpan.FromDays(1)).Response;
        writer.Complete(output);

        IReadOnlyList<JsonElement> events = Spoken.Parse(output.WrittenSpan);
        Assert.Equal(Encoding.UTF8.GetString(kept.Span), events[^1].GetProperty("response").GetRawText());
        Assert.Single(events, static data => data.GetProperty("type").ValueEquals("response.output_item.done"));
    }

    /// <summary>The events between the beginning and the end, in short, and how it ended.</summary>
    private static IEnumerable<string> Events(params ReadOnlySpan<ChatChunk> chunks) => Spoken.To(Spoken.Hi).Stream(chunks).Skip(2).Select(Describe).Where(static text => text.Length > 0);

    private static string Describe(JsonElement data) => data.GetProperty("type").GetString() switch
    {
        "response.output_item.added" => $"+{data.GetProperty("output_index")} {data.GetProperty("item").GetProperty("type")}{Call(data.GetProperty("item"))}",
        "response.output_item.done" => $"-{data.GetProperty("output_index")} {Content(data.GetProperty("item"))}",
        "response.reasoning_summary_part.added" => "+summary",
        "response.reasoning_summary_part.done" => "",
        "response.reasoning_summary_text.done" => $"=summary {data.GetProperty("text")}",
        "response.content_part.added" => "+part",
        "response.content_part.done" => "-part",
        "response.output_text.done" => $"=text {data.GetProperty("text")}",
        "response.refusal.done" => $"=refusal {data.GetProperty("refusal")}",
        "response.function_call_arguments.done" => $"=arguments {data.GetProperty("arguments")}",
        "response.completed" => "completed",
        _ => data.GetProperty("delta").GetString()!,
    };

    private static string Call(JsonElement item) => item.TryGetProperty("name", out JsonElement name) ? $" {item.GetProperty("call_id")} {name}" : "";

    private static string Content(JsonElement item) => item.GetProperty("type").GetString() switch
    {
        "reasoning" => $"{string.Concat(item.GetProperty("summary").EnumerateArray().Select(static part => part.GetProperty("text").GetString()))} {(item.TryGetProperty("encrypted_content", out _) ? "sealed" : "")}",
        "function_call" => item.GetProperty("arguments").GetString()!,
        "image_generation_call" => item.GetProperty("result").GetString()!,
        _ => string.Concat(item.GetProperty("content").EnumerateArray().Select(static part => part.EnumerateObject().ElementAt(1).Value.GetString())),
    };
}
