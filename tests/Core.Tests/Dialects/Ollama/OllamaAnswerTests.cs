using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

public sealed class OllamaAnswerTests
{
    private static readonly AnswerTiming Timing = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(2));

    [Fact]
    public void A_whole_answer_has_its_counts_and_times()
    {
        ChatResponse response = Response(new ChatMessage { Role = "assistant", Content = "Hi", ReasoningContent = "hm" }, FinishReasons.Stop);
        response.Timing = Timing with { FirstToken = null };

        Assert.Equal(
            """{"model":"m","created_at":"2025-10-09T08:53:20Z","message":{"role":"assistant","content":"Hi","thinking":"hm"},"done":true,"done_reason":"stop","total_duration":5000000,"load_duration":0,"prompt_eval_count":11,"prompt_eval_duration":0,"eval_count":3,"eval_duration":5000000}""",
            Write(OllamaClientDialect.Chat, response));
        Assert.Equal(
            """{"model":"m","created_at":"2025-10-09T08:53:20Z","response":"Hi","thinking":"hm","done":true,"done_reason":"stop","total_duration":5000000,"load_duration":0,"prompt_eval_count":11,"prompt_eval_duration":0,"eval_count":3,"eval_duration":5000000}""",
            Write(OllamaClientDialect.Generate, response));
    }

    [Fact]
    public void Counts_that_are_not_known_are_not_made_up()
    {
        ChatResponse response = Response(new ChatMessage { Content = "Hi" }, FinishReasons.Length) with { Usage = null };
        response.Timing = Timing;
        JsonElement answer = JsonElement.Parse(Write(OllamaClientDialect.Chat, response));

        Assert.False(answer.TryGetProperty("eval_count", out _));
        Assert.False(answer.TryGetProperty("prompt_eval_count", out _));
        Assert.Equal(5_000_000, answer.GetProperty("total_duration").GetInt64());
        Assert.Equal("length", answer.GetProperty("done_reason").GetString());
    }

    [Fact]
    public void Tool_calls_have_objects_as_arguments()
    {
        ChatMessage message = new()
        {
            ToolCalls =
            [
                Call(null, "c1", "f", """{"a":[1,"é"]}"""),
                Call(null, "c2", "g", ""),
            ],
        };

        Assert.Contains(
            ""","message":{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"index":0,"name":"f","arguments":{"a":[1,"é"]}}},{"id":"c2","function":{"index":1,"name":"g","arguments":{}}}]},"done":true,"done_reason":"stop",""",
            Write(OllamaClientDialect.Chat, Response(message, FinishReasons.ToolCalls)));
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void Arguments_that_are_no_object_fail_and_are_not_left_out(string arguments)
    {
        ChatResponse response = Response(new ChatMessage { ToolCalls = [Call(null, "c", "f", arguments)] }, FinishReasons.Length);

        GatewayException failure = Assert.Throws<GatewayException>(() => Write(OllamaClientDialect.Chat, response));

        Assert.Equal(ErrorKind.UpstreamError, failure.Error.Kind);
        Assert.Contains("'f'", failure.Message);
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("tool_calls", "stop")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("novel", "novel")]
    public void Finish_reasons_have_Ollama_s_words(string reason, string expected) =>
        Assert.Equal(expected, JsonElement.Parse(Write(OllamaClientDialect.Chat, Response(new ChatMessage { Content = "" }, reason))).GetProperty("done_reason").GetString());

    [Fact]
    public void An_error_is_its_message()
    {
        ArrayBufferWriter<byte> output = new();
        OllamaClientDialect.Chat.WriteError(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = "No \"x\"." }, output);

        Assert.Equal("""{"error":"No \"x\"."}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_time_that_cannot_be_is_brought_into_range()
    {
        ChatResponse response = Response(new ChatMessage { Content = "" }, "stop") with { Created = long.MaxValue };

        Assert.Contains("\"created_at\":\"9999-12-31T23:59:59Z\"", Write(OllamaClientDialect.Chat, response));
    }

    internal static ToolCall Call(int? index, string? id, string? name, string arguments) =>
        new() { Index = index, Id = id, Type = "function", Function = new FunctionCall { Name = name, Arguments = arguments } };

    private static ChatResponse Response(ChatMessage message, string finishReason) => new()
    {
        Id = "x",
        Model = "m",
        Created = 1760000000,
        Choices = [new ChatChoice { Message = message, FinishReason = finishReason }],
        Usage = new ChatUsage { PromptTokens = 11, CompletionTokens = 3, TotalTokens = 14 },
    };

    private static string Write(OllamaClientDialect dialect, ChatResponse response)
    {
        ArrayBufferWriter<byte> output = new();
        dialect.WriteResponse(response, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
