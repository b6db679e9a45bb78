using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Anthropic;

public sealed class AnthropicMessageWriterTests
{
    [Fact]
    public void A_whole_answer_is_written_as_Anthropic_does()
    {
        ChatResponse response = Answer(new ChatMessage { Role = "assistant", Content = "<é>" }, "stop") with
        {
            Usage = new ChatUsage { PromptTokens = 10, CompletionTokens = 3, TotalTokens = 13 },
        };

        Assert.Equal(
            """{"id":"msg_r1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"<é>"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3}}""",
            Written.By(output => new AnthropicClientDialect("r").WriteResponse(response, output)));
    }

    [Fact]
    public void Thinking_comes_first_and_calls_last()
    {
        ChatMessage message = new()
        {
            Role = "assistant",
            Content = "Let me see.",
            ReasoningContent = "hm",
            ThinkingBlocks =
            [
                new ThinkingBlock { Thinking = "hm", Signature = "s", Extra = new Dictionary<string, JsonElement> { ["format"] = JsonElement.Parse("\"f\"") } },
                new ThinkingBlock { Type = "redacted_thinking", Data = "xx" },
            ],
            ToolCalls =
            [
                Call("a", "f", """{"x":1}""", """{"google":{"thought_signature":"g"}}"""),
                Call("b", "f", "", null),
            ],
            Extra = new Dictionary<string, JsonElement>
            {
                ["images"] = JsonElement.Parse("""[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"image_url","image_url":{"url":"https://x.example/a"}}]"""),
            },
        };

        Assert.Equal(
            """[{"type":"thinking","thinking":"hm","signature":"s","format":"f"},{"type":"redacted_thinking","data":"xx"},{"type":"text","text":"Let me see."},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}},{"type":"image","source":{"type":"url","url":"https://x.example/a"}},{"type":"tool_use","id":"a","name":"f","input":{"x":1},"extra_content":{"google":{"thought_signature":"g"}}},{"type":"tool_use","id":"b","name":"f","input":{}}]""",
            Write(Answer(message, "tool_calls")).GetProperty("content").GetRawText());
    }

    [Fact]
    public void Thoughts_that_nobody_signed_are_shown_too() => Assert.Equal(
        """[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"Hi"}]""",
        Write(Answer(new ChatMessage { Content = "Hi", ReasoningContent = "hm" }, "stop")).GetProperty("content").GetRawText());

    [Fact]
    public void Arguments_that_are_no_object_are_shown_as_they_are() => Assert.Equal(
        """{"_invalid_json":"{\"x\":"}""",
        Write(Answer(new ChatMessage { ToolCalls = [Call("a", "f", "{\"x\":", null)] }, "tool_calls")).GetProperty("content")[0].GetProperty("input").GetRawText());

    [Fact]
    public void A_call_without_an_id_gets_one() => Assert.StartsWith(
        "toolu_",
        Write(Answer(new ChatMessage { ToolCalls = [Call(null, "f", "{}", null)] }, "tool_calls")).GetProperty("content")[0].GetProperty("id").GetString());

    [Fact]
    public void Usage_counts_what_was_cached_apart()
    {
        JsonElement usage = Write(Answer(new ChatMessage { Content = "" }, "stop") with
        {
            Usage = new ChatUsage
            {
                PromptTokens = 100,
                CompletionTokens = 20,
                PromptTokensDetails = new PromptTokensDetails
                {
                    CachedTokens = 60,
                    CacheWriteTokens = 30,
                    Extra = new Dictionary<string, JsonElement> { ["cache_write_1h_tokens"] = JsonElement.Parse("10") },
                },
                CompletionTokensDetails = new CompletionTokensDetails { ReasoningTokens = 5 },
                Extra = new Dictionary<string, JsonElement> { ["server_tool_use"] = JsonElement.Parse("""{"web_search_requests":1}""") },
            },
        }).GetProperty("usage");

        Assert.Equal(
            """{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":20,"output_tokens_details":{"thinking_tokens":5},"server_tool_use":{"web_search_requests":1}}""",
            usage.GetRawText());
    }

    [Theory]
    [InlineData("stop", false, "end_turn")]
    [InlineData("stop", true, "tool_use")]
    [InlineData("length", false, "max_tokens")]
    [InlineData("length", true, "max_tokens")]
    [InlineData("tool_calls", true, "tool_use")]
    [InlineData("function_call", true, "tool_use")]
    [InlineData("content_filter", false, "refusal")]
    [InlineData("eos_reached", false, "end_turn")]
    [InlineData("eos_reached", true, "tool_use")]
    [InlineData(null, false, "end_turn")]
    [InlineData(null, true, "tool_use")]
    public void The_reason_is_one_of_Anthropics(string? finishReason, bool calls, string expected)
    {
        ChatMessage message = new() { Content = "x", ToolCalls = calls ? [Call("a", "f", "{}", null)] : null };

        Assert.Equal(expected, Write(Answer(message, finishReason)).GetProperty("stop_reason").GetString());
    }

    [Fact]
    public void A_stop_sequence_is_named_where_the_provider_tells()
    {
        ChatResponse response = Answer(new ChatMessage { Content = "x" }, "stop");
        response.Choices[0].Extra = new Dictionary<string, JsonElement> { ["stop_reason"] = JsonElement.Parse("\"END\"") };

        JsonElement answer = Write(response);

        Assert.Equal(("stop_sequence", "END"), (answer.GetProperty("stop_reason").GetString(), answer.GetProperty("stop_sequence").GetString()));
    }

    [Fact]
    public void A_refusal_is_shown_and_told_as_the_reason()
    {
        JsonElement answer = Write(Answer(new ChatMessage { Refusal = "No." }, "stop"));

        Assert.Equal("""[{"type":"text","text":"No."}]""", answer.GetProperty("content").GetRawText());
        Assert.Equal("refusal", answer.GetProperty("stop_reason").GetString());
        Assert.Equal("""{"type":"refusal","category":null,"explanation":"No."}""", answer.GetProperty("stop_details").GetRawText());
    }

    [Fact]
    public void An_error_has_type_message_and_the_requests_id() => Assert.Equal(
        """{"type":"error","error":{"type":"invalid_request_error","message":"'n' is \"wrong\""},"request_id":"r-1"}""",
        Written.By(output => new AnthropicClientDialect("r-1").WriteError(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = "'n' is \"wrong\"" }, output)));

    [Theory]
    [InlineData(ErrorKind.InvalidApiKey, "authentication_error")]
    [InlineData(ErrorKind.PermissionDenied, "permission_error")]
    [InlineData(ErrorKind.ModelNotFound, "not_found_error")]
    [InlineData(ErrorKind.RequestTooLarge, "request_too_large")]
    [InlineData(ErrorKind.RateLimited, "rate_limit_error")]
    [InlineData(ErrorKind.InsufficientQuota, "billing_error")]
    [InlineData(ErrorKind.ContextLengthExceeded, "invalid_request_error")]
    [InlineData(ErrorKind.UnsupportedField, "invalid_request_error")]
    [InlineData(ErrorKind.UpstreamTimeout, "timeout_error")]
    [InlineData(ErrorKind.NoHealthyProvider, "overloaded_error")]
    [InlineData(ErrorKind.UpstreamAuthentication, "api_error")]
    [InlineData(ErrorKind.Internal, "api_error")]
    public void An_error_has_Anthropics_name_for_its_kind(ErrorKind kind, string type) => Assert.Equal(type, AnthropicErrorWriter.TypeOf(kind));

    [Fact]
    public void Every_kind_of_error_has_a_name() => Assert.All(Enum.GetValues<ErrorKind>(), static kind => Assert.NotEqual("", AnthropicErrorWriter.TypeOf(kind)));

    private static ToolCall Call(string? id, string name, string arguments, string? extraContent) => new()
    {
        Id = id,
        Type = "function",
        Function = new FunctionCall { Name = name, Arguments = arguments },
        Extra = extraContent is null ? null : new Dictionary<string, JsonElement> { ["extra_content"] = JsonElement.Parse(extraContent) },
    };

    private static ChatResponse Answer(ChatMessage message, string? finishReason) =>
        new() { Id = "r1", Model = "m", Choices = [new ChatChoice { Message = message, FinishReason = finishReason }] };

    private static JsonElement Write(ChatResponse response) =>
        JsonElement.Parse(Written.By(output => new AnthropicClientDialect(null).WriteResponse(response, output)));
}
