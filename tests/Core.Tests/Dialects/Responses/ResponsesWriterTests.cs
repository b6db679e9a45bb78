using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Responses;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

public sealed class ResponsesWriterTests
{
    [Fact]
    public void A_response_has_every_field_of_OpenAIs()
    {
        JsonElement response = Spoken.To(Spoken.Hi).Answer(
            new ChatMessage { Role = "assistant", Content = "Hello" },
            usage: new ChatUsage { PromptTokens = 11, CompletionTokens = 5, TotalTokens = 16, CompletionTokensDetails = new CompletionTokensDetails { ReasoningTokens = 3 } });

        string id = response.GetProperty("id").GetString()!;
        Assert.StartsWith("resp_", id, StringComparison.Ordinal);
        Assert.Equal(
            """
            {"id":"ID","object":"response","created_at":1768478400,"status":"completed","background":false,"completed_at":1768478400,"error":null,"incomplete_details":null,
            "instructions":null,"max_output_tokens":null,"max_tool_calls":null,"model":"m-2026",
            "output":[{"id":"msg_KEY0000","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[],"logprobs":[]}]}],
            "parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,
            "store":true,"temperature":null,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":null,"truncation":"disabled","user":null,"metadata":{},
            "usage":{"input_tokens":11,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":3},"total_tokens":16}}
            """.ReplaceLineEndings(""),
            response.GetRawText().Replace(id["resp_".Length..], "KEY", StringComparison.Ordinal).Replace("resp_KEY", "ID", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_asked_is_repeated()
    {
        const string asked = """
            "instructions":"Be brief.","max_output_tokens":50,"temperature":0.5,"top_p":0.9,"tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],"tool_choice":"required",
            "parallel_tool_calls":false,"reasoning":{"effort":"high","summary":"auto"},"metadata":{"a":"b"},"user":"u","safety_identifier":"s","prompt_cache_key":"k","truncation":"auto","top_logprobs":2,
            "previous_response_id":"resp_1","text":{"format":{"type":"json_object"},"verbosity":"low"}
            """;
        JsonElement response = Spoken.To($$"""{"model":"m","input":"Hi",{{asked}}}""").Answer(new ChatMessage { Role = "assistant", Content = "{}" });

        foreach (JsonProperty field in JsonElement.Parse(Encoding.UTF8.GetBytes($"{{{asked}}}")).EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(field.Value, response.GetProperty(field.Name)), field.Name);
        }
    }

    [Fact]
    public void Items_come_as_the_model_thought_spoke_and_called()
    {
        JsonElement response = Spoken.To(Spoken.Hi).Answer(
            new ChatMessage
            {
                Role = "assistant",
                Content = "See.",
                Refusal = "But no.",
                ReasoningContent = "hm, well",
                ThinkingBlocks = [new ThinkingBlock { Thinking = "hm", Signature = "s" }],
                ToolCalls = [new ToolCall { Id = "a", Type = "function", Function = new FunctionCall { Name = "f", Arguments = "{\"x\":1}" } }],
                Extra = new Dictionary<string, JsonElement> { ["images"] = JsonElement.Parse("""[{"type":"image_url","image_url":{"url":"https://e.com/a.png"}}]""") },
            },
            "tool_calls");

        JsonElement[] items = [.. response.GetProperty("output").EnumerateArray()];
        Assert.Equal(["reasoning", "reasoning", "message", "function_call"], items.Select(static item => item.GetProperty("type").GetString()));
        Assert.Equal("hm", items[0].GetProperty("summary")[0].GetProperty("text").GetString());
        Assert.Equal("s", ResponsesSeal.Read(items[0].GetProperty("encrypted_content").GetString()!)!.Block!.Signature);
        Assert.Equal(", well", items[1].GetProperty("summary")[0].GetProperty("text").GetString());
        Assert.False(items[1].TryGetProperty("encrypted_content", out _));
        Assert.Equal(["output_text", "refusal", "output_text"], items[2].GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("type").GetString()));
        Assert.Contains("https://e.com/a.png", items[2].GetProperty("content")[2].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(("a", "f", "{\"x\":1}"), (items[3].GetProperty("call_id").GetString(), items[3].GetProperty("name").GetString(), items[3].GetProperty("arguments").GetString()));
        Assert.Equal(4, items.Select(static item => item.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal("completed", response.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("stop", "completed", null)]
    [InlineData("tool_calls", "completed", null)]
    [InlineData("function_call", "completed", null)]
    [InlineData(null, "completed", null)]
    [InlineData("a word of their own", "completed", null)]
    [InlineData("length", "incomplete", "max_output_tokens")]
    [InlineData("content_filter", "incomplete", "content_filter")]
    public void Every_reason_to_end_has_its_status(string? finishReason, string status, string? reason)
    {
        JsonElement response = Spoken.To(Spoken.Hi).Answer(new ChatMessage { Role = "assistant", Content = "x" }, finishReason);

        JsonElement details = response.GetProperty("incomplete_details");
        Assert.Equal((status, reason), (response.GetProperty("status").GetString(), details.ValueKind == JsonValueKind.Null ? null : details.GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, response.GetProperty("usage").ValueKind);
    }

    [Fact]
    public void Input_items_are_kept_with_ids_and_types()
    {
        Spoken spoken = Spoken.WithInput("""
            {"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"type":"function_call","id":"fc_own","call_id":"a","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"a","output":"1"},{"type":"reasoning","id":null,"summary":[]}
            """);
        spoken.Answer(new ChatMessage { Role = "assistant", Content = "x" });

        JsonElement[] items = [.. JsonElement.Parse(spoken.Dialect.ToStore("app", TimeSpan.FromDays(1)).Input.Span).EnumerateArray()];
        Assert.Equal(["message", "message", "function_call", "function_call_output", "reasoning"], items.Select(static item => item.GetProperty("type").GetString()));
        Assert.Equal("""[{"type":"input_text","text":"Hi"}]""", items[0].GetProperty("content").GetRawText());
        Assert.Equal("""[{"type":"output_text","text":"Yes?","annotations":[]}]""", items[1].GetProperty("content").GetRawText());
        Assert.Equal("fc_own", items[2].GetProperty("id").GetString());
        string key = spoken.Dialect.ResponseId["resp_".Length..];
        Assert.Equal([$"msg_{key}8000", $"msg_{key}8001", $"fco_{key}8003", $"rs_{key}8004"], items.Where((_, index) => index != 2).Select(static item => item.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("messages[0].content", "instructions")]
    [InlineData("messages[1].content[1].image_url.url", "input[0].content[1].image_url")]
    [InlineData("messages[2].tool_calls[0].function.arguments", "input[1]")]
    [InlineData("messages[3].content[0]", "input[2].output[0]")]
    [InlineData("messages[9].content", "input.content")]
    [InlineData("messages", "input")]
    [InlineData("max_completion_tokens", "max_output_tokens")]
    [InlineData("response_format", "text.format")]
    [InlineData("response_format.json_schema.schema", "text.format.schema")]
    [InlineData("reasoning_effort", "reasoning.effort")]
    [InlineData("tools[0].function.name", "tools[0].name")]
    [InlineData("tool_choice", "tool_choice")]
    public void An_error_names_the_field_as_the_client_wrote_it(string param, string expected)
    {
        Spoken spoken = Spoken.To("""
            {"model":"m","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text","text":"x"},{"type":"input_image","image_url":"https://e.com"}]},
             {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":[{"type":"input_text","text":"1"}]}]}
            """);
        ArrayBufferWriter<byte> output = new();

        spoken.Dialect.WriteError(new GatewayError { Kind = ErrorKind.UnsupportedField, Message = $"No '{param}'.", Param = param }, output);

        Assert.Equal(
            $$$"""{"error":{"message":"No '{{{expected}}}'.","type":"invalid_request_error","code":"unsupported_field","param":"{{{expected}}}"}}""",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Dropped_fields_have_the_names_of_this_api() => Assert.Equal(
        ["max_output_tokens", "input.summary", "input.encrypted_content", "prompt_cache_key", "text.verbosity"],
        Spoken.To(Spoken.Hi).Dialect.NamesOf(
            ["max_tokens", "max_completion_tokens", "messages[].reasoning_content", "messages.thinking_blocks", "messages.thinking_blocks.signature", "messages[].extra_content", "prompt_cache_key", "verbosity"],
            new ChatRequest()));
}
