using System.Buffers;
using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

public sealed class OllamaStreamWriterTests
{
    private const string Head = "{\"model\":\"m\",\"created_at\":\"2025-10-09T08:53:20Z\"";

    private readonly ArrayBufferWriter<byte> _output = new();

    private string[] Lines => Encoding.UTF8.GetString(_output.WrittenSpan).Split('\n');

    [Fact]
    public void Text_and_thinking_come_in_lines_and_the_last_has_the_counts()
    {
        Write(OllamaClientDialect.Chat, [
            Chunk(new ChatDelta { Role = "assistant" }),
            Chunk(new ChatDelta { ReasoningContent = "hm" }),
            Chunk(new ChatDelta { Content = "Hé" }),
            Chunk(new ChatDelta { Content = "llo" }),
            Chunk(new ChatDelta(), "stop"),
            new ChatChunk { Model = "m", Created = 1760000000, Usage = new ChatUsage { PromptTokens = 5, CompletionTokens = 2 }, Timing = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)) },
        ]);

        Assert.Equal(
            [
                Head + ""","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}""",
                Head + ""","message":{"role":"assistant","content":"Hé"},"done":false}""",
                Head + ""","message":{"role":"assistant","content":"llo"},"done":false}""",
                Head + ""","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":3000000000,"load_duration":0,"prompt_eval_count":5,"prompt_eval_duration":1000000000,"eval_count":2,"eval_duration":2000000000}""",
                "",
            ],
            Lines);
    }

    [Fact]
    public void A_prompt_s_answer_comes_as_a_response()
    {
        Write(OllamaClientDialect.Generate, [Chunk(new ChatDelta { Content = "Hi" }), Chunk(new ChatDelta { ReasoningContent = "hm" }), Chunk(new ChatDelta(), "length")]);

        Assert.Equal(
            [
                Head + ""","response":"Hi","done":false}""",
                Head + ""","response":"","thinking":"hm","done":false}""",
                Head + ""","response":"","done":true,"done_reason":"length"}""",
                "",
            ],
            Lines);
    }

    [Fact]
    public void Tool_calls_are_put_together_from_their_pieces()
    {
        Write(OllamaClientDialect.Chat, [
            Calls(OllamaAnswerTests.Call(0, "a", "f", "")),
            Calls(OllamaAnswerTests.Call(0, null, null, "{\"x\":")),
            Calls(OllamaAnswerTests.Call(1, "b", "g", "{}")),
            Calls(OllamaAnswerTests.Call(0, null, null, "\"y\"}")),
            Chunk(new ChatDelta(), "tool_calls"),
        ]);

        Assert.Equal(
            [
                Head + ""","message":{"role":"assistant","content":"","tool_calls":[{"id":"a","function":{"index":0,"name":"f","arguments":{"x":"y"}}},{"id":"b","function":{"index":1,"name":"g","arguments":{}}}]},"done":false}""",
                Head + ""","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}""",
                "",
            ],
            Lines);
    }

    [Fact]
    public void Signed_thinking_and_signatures_of_calls_are_kept()
    {
        ToolCall call = OllamaAnswerTests.Call(0, "a", "f", "{}") with { Extra = new Dictionary<string, System.Text.Json.JsonElement> { ["extra_content"] = System.Text.Json.JsonElement.Parse("{\"google\":{}}") } };
        Write(OllamaClientDialect.Chat, [
            Chunk(new ChatDelta { ThinkingBlocks = [new ThinkingBlock { Thinking = "hm", Signature = "s" }] }),
            Calls(call),
            Chunk(new ChatDelta(), "tool_calls"),
        ]);

        Assert.Equal(Head + ""","message":{"role":"assistant","content":"","thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}]},"done":false}""", Lines[0]);
        Assert.Contains("""{"index":0,"name":"f","arguments":{}},"extra_content":{"google":{}}}""", Lines[1]);
    }

    [Fact]
    public void Arguments_that_were_cut_off_leave_no_half_line()
    {
        IClientStreamWriter writer = OllamaClientDialect.Chat.CreateStreamWriter(new ChatRequest());
        writer.Write(Calls(OllamaAnswerTests.Call(0, "a", "f", "{\"x\":")), _output);

        GatewayException failure = Assert.Throws<GatewayException>(() => writer.Complete(_output));
        writer.Fail(failure.Error, _output);

        Assert.Equal(["""{"error":"The provider sent a call of the tool 'f' whose arguments are not a JSON object."}""", ""], Lines);
    }

    [Fact]
    public void An_error_ends_the_stream_and_nothing_says_done()
    {
        IClientStreamWriter writer = OllamaClientDialect.Chat.CreateStreamWriter(new ChatRequest());
        writer.Write(Chunk(new ChatDelta { Content = "Hi" }), _output);
        writer.Ping(_output);
        writer.Fail(new GatewayError { Kind = ErrorKind.UpstreamStreamCut, Message = "Cut." }, _output);

        Assert.Equal([Head + ""","message":{"role":"assistant","content":"Hi"},"done":false}""", """ {"error":"Cut."}""", ""], Lines);
    }

    [Fact]
    public void Other_alternatives_are_not_mixed_in()
    {
        ChatChunk other = new() { Model = "m", Created = 1760000000, Choices = [new ChunkChoice { Index = 1, Delta = new ChatDelta { Content = "other" } }] };
        Write(OllamaClientDialect.Chat, [Chunk(new ChatDelta { Content = "Hi" }), other, Chunk(new ChatDelta(), "stop")]);

        Assert.DoesNotContain("other", string.Concat(Lines));
    }

    private static ChatChunk Calls(ToolCall piece) => Chunk(new ChatDelta { ToolCalls = [piece] });

    private static ChatChunk Chunk(ChatDelta delta, string? finishReason = null) => new()
    {
        Model = "m",
        Created = 1760000000,
        Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }],
    };

    private void Write(OllamaClientDialect dialect, IReadOnlyList<ChatChunk> chunks)
    {
        IClientStreamWriter writer = dialect.CreateStreamWriter(new ChatRequest());
        foreach (ChatChunk chunk in chunks)
        {
            Assert.True(writer.Wants(chunk));
            writer.Write(chunk, _output);
        }

        writer.Complete(_output);
    }
}
