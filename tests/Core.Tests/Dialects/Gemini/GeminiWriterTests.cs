using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

public sealed class GeminiWriterTests
{
    private static readonly ChatUsage Usage = new()
    {
        PromptTokens = 10,
        CompletionTokens = 7,
        TotalTokens = 17,
        PromptTokensDetails = new PromptTokensDetails { CachedTokens = 4 },
        CompletionTokensDetails = new CompletionTokensDetails { ReasoningTokens = 5 },
    };

    [Fact]
    public void A_whole_answer_has_text_and_usage_in_Gemini_s_fields()
    {
        JsonElement answer = Whole(new ChatMessage { Role = "assistant", Content = "Hello", ReasoningContent = "Hm" }, "stop");

        AssertJson(
            """
            {"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"finishReason":"STOP","index":0}],
             "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":17,"cachedContentTokenCount":4,"thoughtsTokenCount":5},
             "modelVersion":"m-1","responseId":"r"}
            """,
            answer);
    }

    [Fact]
    public void Thoughts_are_shown_to_those_who_ask_for_them()
    {
        ChatMessage message = new() { Role = "assistant", Content = "Hello", ReasoningContent = "Hmm", ThinkingBlocks = [new ThinkingBlock { Thinking = "Hm", Signature = "c2ln" }] };

        JsonElement[] parts = Parts(Whole(message, "stop", includesThoughts: true));

        Assert.Equal(["Hm", "m", "Hello"], parts.Select(static part => part.GetProperty("text").GetString()));
        Assert.True(parts[1].GetProperty("thought").GetBoolean());
        Assert.NotEqual("c2ln", parts[0].GetProperty("thoughtSignature").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Another_provider_s_signed_thinking_survives_the_way_through_the_app(bool includesThoughts)
    {
        ThinkingBlock[] blocks = [new ThinkingBlock { Thinking = "Hm", Signature = "c2ln" }, new ThinkingBlock { Type = "redacted_thinking", Data = "eHl6" }];
        ChatMessage message = new() { Role = "assistant", ReasoningContent = "Hm", ThinkingBlocks = blocks, ToolCalls = [Call("a", "f", "{}")] };

        JsonElement content = Whole(message, "tool_calls", includesThoughts).GetProperty("candidates")[0].GetProperty("content");
        ClientRequest read = ReadBack(content);

        Assert.Equal(blocks, read.Chat.Messages[1].ThinkingBlocks!);
        Assert.Equal("a", read.Chat.Messages[1].ToolCalls![0].Id);
        Assert.DoesNotContain("bGxtLWZ1bmN0aW9ucy9", Encoding.UTF8.GetString(read.Body!.Value.Span));
    }

    [Theory]
    [InlineData("stop", "STOP")]
    [InlineData("tool_calls", "STOP")]
    [InlineData("length", "MAX_TOKENS")]
    [InlineData("content_filter", "SAFETY")]
    [InlineData("recitation", "RECITATION")]
    [InlineData("continuation", "OTHER")]
    [InlineData("anything", "OTHER")]
    [InlineData(null, "OTHER")]
    public void Finish_reasons_follow_a_table(string? reason, string expected) =>
        Assert.Equal(expected, Whole(new ChatMessage { Role = "assistant", Content = "" }, reason).GetProperty("candidates")[0].GetProperty("finishReason").GetString());

    [Theory]
    [InlineData("stop", "MALFORMED_FUNCTION_CALL")]
    [InlineData("length", "MAX_TOKENS")]
    public void A_call_whose_arguments_are_cut_off_is_left_out_and_told(string reason, string expected)
    {
        JsonElement candidate = Whole(new ChatMessage { Role = "assistant", ToolCalls = [Call("a", "f", "{\"x\":"), Call("b", "g", "{}")] }, reason).GetProperty("candidates")[0];

        Assert.Equal(expected, candidate.GetProperty("finishReason").GetString());
        Assert.Contains("'f'", candidate.GetProperty("finishMessage").GetString());
        Assert.Equal("g", Assert.Single(candidate.GetProperty("content").GetProperty("parts").EnumerateArray()).GetProperty("functionCall").GetProperty("name").GetString());
    }

    [Fact]
    public void A_stream_sends_text_at_once_calls_when_they_are_whole_and_ends_with_reason_and_usage()
    {
        string written = Stream(asArray: false, null,
            Delta(new ChatDelta { Role = "assistant", Content = "" }),
            Delta(new ChatDelta { ReasoningContent = "Hm" }),
            Delta(new ChatDelta { Content = "Hel" }),
            Delta(new ChatDelta { Content = "lo" }),
            Delta(new ChatDelta { ToolCalls = [Call("a", "f", "{\"x\"", 0)] }),
            Delta(new ChatDelta { ToolCalls = [new ToolCall { Index = 0, Function = new FunctionCall { Arguments = ":1}" } }] }),
            Delta(new ChatDelta { ToolCalls = [Call("b", "g", "", 1)] }),
            Delta(new ChatDelta(), "tool_calls"),
            Chunk() with { Usage = Usage });

        JsonElement[] events = [.. written.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static text => JsonElement.Parse(text["data: ".Length..]))];
        Assert.Equal(4, events.Length);
        Assert.Equal(["Hel", "lo"], events[..2].Select(static one => Parts(one)[0].GetProperty("text").GetString()));
        AssertJson("""[{"functionCall":{"id":"a","name":"f","args":{"x":1}}}]""", events[2].GetProperty("candidates")[0].GetProperty("content").GetProperty("parts"));
        AssertJson(
            """
            {"candidates":[{"content":{"parts":[{"functionCall":{"id":"b","name":"g","args":{}}}],"role":"model"},"finishReason":"STOP","index":0}],
             "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":2,"totalTokenCount":17,"cachedContentTokenCount":4,"thoughtsTokenCount":5},"modelVersion":"m-1","responseId":"r"}
            """,
            events[3]);
        Assert.All(events[..3], static one => Assert.False(one.GetProperty("candidates")[0].TryGetProperty("finishReason", out _)));
    }

    [Fact]
    public void Every_event_of_a_text_has_text()
    {
        string written = Stream(asArray: true, null, Delta(new ChatDelta { Content = "a" }), Delta(new ChatDelta(), "stop"));

        Assert.Equal(["a", ""], JsonElement.Parse(written).EnumerateArray().Select(static one => Parts(one)[0].GetProperty("text").GetString()));
    }

    [Fact]
    public void A_stream_that_breaks_ends_with_an_error_and_an_array_stays_open()
    {
        GatewayError error = new() { Kind = ErrorKind.UpstreamStreamCut, Message = "Cut." };

        string events = Stream(asArray: false, error, Delta(new ChatDelta { Content = "a" }));
        string array = Stream(asArray: true, error, Delta(new ChatDelta { Content = "a" }));

        JsonElement last = JsonElement.Parse(events.Split("data: ")[^1]);
        Assert.Equal((502, "UNAVAILABLE"), (last.GetProperty("error").GetProperty("code").GetInt32(), last.GetProperty("error").GetProperty("status").GetString()));
        Assert.DoesNotContain("finishReason", events);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(array));
        Assert.Equal(2, JsonElement.Parse(array + "]").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_passes_through_is_not_told_twice_and_an_idle_stream_is_kept_alive_without_comments(bool asArray)
    {
        IClientStreamWriter writer = new GeminiClientDialect(asArray, includesThoughts: false).CreateStreamWriter(new ChatRequest());
        ArrayBufferWriter<byte> output = new();
        writer.Pass("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"new\":1.0}\r\n\r\n"u8, output);
        writer.Ping(output);
        writer.Pass("data: {\"candidates\":[{\"finishReason\":\"STOP\"}]}\n\n"u8, output);
        foreach (ChatChunk chunk in (ChatChunk[])[Delta(new ChatDelta(), "stop"), Chunk() with { Usage = Usage }])
        {
            Assert.False(writer.Wants(chunk));
        }

        writer.Complete(output);

        string written = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.DoesNotContain(": ping", written);
        Assert.Contains("\"new\":1.0}", written);
        Assert.Equal(2, asArray ? JsonElement.Parse(written).GetArrayLength() : written.Split("data: ").Length - 1);
    }

    private static string Stream(bool asArray, GatewayError? error, params ChatChunk[] chunks)
    {
        IClientStreamWriter writer = new GeminiClientDialect(asArray, includesThoughts: false).CreateStreamWriter(new ChatRequest());
        ArrayBufferWriter<byte> output = new();
        foreach (ChatChunk chunk in chunks.Where(writer.Wants))
        {
            writer.Write(chunk, output);
        }

        if (error is null)
        {
            writer.Complete(output);
        }
        else
        {
            writer.Fail(error, output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonElement Whole(ChatMessage message, string? reason, bool includesThoughts = false)
    {
        ArrayBufferWriter<byte> output = new();
        ChatResponse response = new() { Id = "r", Model = "m-1", Choices = [new ChatChoice { Message = message, FinishReason = reason }], Usage = Usage };
        new GeminiClientDialect(asArray: false, includesThoughts).WriteResponse(response, output);
        return JsonElement.Parse(output.WrittenSpan);
    }

    private static ClientRequest ReadBack(JsonElement content) => GeminiClientDialect.ReadRequest(
        Encoding.UTF8.GetBytes($$"""{"contents":[{"role":"user","parts":[{"text":"Hi"}]},{{content.GetRawText()}}]}"""), "m", isStreaming: false).Request;

    private static JsonElement[] Parts(JsonElement answer) => [.. answer.GetProperty("candidates")[0].GetProperty("content").GetProperty("parts").EnumerateArray()];

    private static ToolCall Call(string id, string name, string arguments, int? index = null) =>
        new() { Index = index, Id = id, Type = "function", Function = new FunctionCall { Name = name, Arguments = arguments } };

    private static ChatChunk Chunk() => new() { Id = "r", Model = "m-1" };

    private static ChatChunk Delta(ChatDelta delta, string? reason = null) => Chunk() with { Choices = [new ChunkChoice { Delta = delta, FinishReason = reason }] };

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
