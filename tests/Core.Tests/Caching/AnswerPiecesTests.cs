using System.Text.Json;
using LlmFunctions.Caching;
using LlmFunctions.Chat;
using Xunit;

namespace LlmFunctions.Tests.Caching;

public sealed class AnswerPiecesTests
{
    [Theory]
    [InlineData("""{"id":"x","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},"system_fingerprint":"fp"}""")]
    [InlineData("""{"id":"x","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"g","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}]}""")]
    [InlineData("""{"id":"x","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"A","reasoning_content":"hm"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"B"},"finish_reason":"stop"}]}""")]
    public void A_whole_answer_in_pieces_and_together_again_is_the_same(string json)
    {
        ChatResponse answer = JsonSerializer.Deserialize(json, ChatJson.Lenient.ChatResponse)!;
        ChatResponse again = AnswerPieces.Gather(AnswerPieces.Split(answer)!)!;
        Assert.Equal(JsonSerializer.Serialize(answer, ChatJson.Strict.ChatResponse), JsonSerializer.Serialize(again, ChatJson.Strict.ChatResponse));
    }

    [Fact]
    public void Pieces_of_text_and_of_calls_are_put_together()
    {
        ChatResponse answer = Gather(
            """{"id":"x","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Let "},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":{"content":"me see","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"q\""}}]},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""")!;
        ChatChoice choice = Assert.Single(answer.Choices);
        Assert.Equal(("Let me see", "tool_calls", 3), (choice.Message.Content?.Text, choice.FinishReason, answer.Usage!.TotalTokens));
        ToolCall call = Assert.Single(choice.Message.ToolCalls!);
        Assert.Equal(("a", "f", "{\"q\":1}"), (call.Id, call.Function!.Name, call.Function.Arguments));
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"a"},"logprobs":{"content":[]},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"a","unheard_of":1},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"a"},"unheard_of":1,"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[]}""")]
    public void What_would_lose_something_is_not_put_together(string chunk) => Assert.Null(Gather(chunk));

    private static ChatResponse? Gather(params string[] chunks) =>
        AnswerPieces.Gather(chunks.Select(static chunk => JsonSerializer.Deserialize(chunk, ChatJson.Lenient.ChatChunk)!));
}
