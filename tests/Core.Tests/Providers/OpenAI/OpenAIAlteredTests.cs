using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.OpenAI;

/// <summary>The provider's own bytes go to the client only where they say what the canonical form says.</summary>
public sealed class OpenAIAlteredTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":"a","refusal":null}""", "stop", false)]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "tool_calls", false)]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "stop", true)]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]}""", "tool_calls", true)]
    [InlineData("""{"role":"assistant","content":"a","reasoning_content":"r"}""", "stop", false)]
    [InlineData("""{"role":"assistant","content":"a","reasoning":"r"}""", "stop", true)]
    [InlineData("""{"role":"assistant","content":"a","reasoning":null}""", "stop", false)]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a"}]}""", "stop", true)]
    [InlineData("""{"role":"assistant","content":"a"}""", "eos", true)]
    public void A_whole_answer_is_marked_when_it_says_something_else_than_the_bytes(string message, string finishReason, bool altered)
    {
        string body = $$$"""{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{finishReason}}}"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"prompt_cache_hit_tokens":1}}""";

        Assert.Equal(altered, OpenAIResponse.FromUpstream(Encoding.UTF8.GetBytes(body)).Altered);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"a"}""", "null", false)]
    [InlineData("""{"content":"a"}""", "null", false)]
    [InlineData("""{"content":"a"}""", "\"stop\"", false)]
    [InlineData("""{"content":"a"}""", "\"\"", true)]
    [InlineData("""{"reasoning":"a"}""", "null", true)]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]}""", "null", false)]
    [InlineData("""{"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]}""", "null", true)]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "\"stop\"", true)]
    [InlineData("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "\"tool_calls\"", false)]
    public void A_chunk_is_marked_when_it_says_something_else_than_the_event(string delta, string finishReason, bool altered) =>
        Assert.Equal(altered, Assert.Single(new OpenAIStream().Translate(Frame($$"""{"choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finishReason}}}]}"""))).Altered);

    [Fact]
    public void Usage_that_was_held_back_to_the_end_does_not_take_the_last_word_with_it()
    {
        OpenAIStream stream = new();
        stream.Translate(Frame("""{"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""));

        ChatChunk held = Assert.Single(stream.Translate(Frame("[DONE]")));
        Assert.True(held.Altered);
        Assert.Equal(2, held.Usage!.TotalTokens);
        Assert.True(stream.IsComplete);
    }

    private static StreamFrame Frame(string data)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(data);
        return new StreamFrame(null, bytes, bytes);
    }
}
