using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Responses;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

public sealed class ResponsesRequestTests
{
    [Fact]
    public void A_text_is_a_message_of_the_user_after_the_instructions()
    {
        ChatRequest chat = Spoken.To("""{"model":"m","instructions":"Be brief.","input":"Hi"}""").Chat;

        Assert.Equal(["system: Be brief.", "user: Hi"], chat.Messages.Select(Describe));
        Assert.Equal("m", chat.Model);
    }

    [Fact]
    public void What_the_model_said_in_one_go_is_one_message() => Assert.Equal(
        ["developer: Be kind.", "user: Look+image(https://e.com/a.png,low)", "assistant: Let me see. think(hm) a=f({\"x\":1}) b=g({})", "tool a: 18", "tool b: ok+image(data:image/png;base64,AA==)", "assistant: Warm.", "user: Thanks"],
        Spoken.WithInput("""
            {"role":"developer","content":"Be kind."},
            {"type":"message","role":"user","content":[{"type":"input_text","text":"Look"},{"type":"input_image","image_url":"https://e.com/a.png","detail":"low"}]},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}]},
            {"type":"message","role":"assistant","id":"msg_1","status":"completed","content":[{"type":"output_text","text":"Let me see.","annotations":[],"logprobs":[]}]},
            {"type":"function_call","id":"fc_1","call_id":"a","name":"f","arguments":"{\"x\":1}","status":"completed"},
            {"type":"function_call","call_id":"b","name":"g","arguments":"{}"},
            {"type":"function_call_output","call_id":"a","output":"18"},
            {"type":"function_call_output","call_id":"b","output":[{"type":"input_text","text":"ok"},{"type":"input_image","image_url":"data:image/png;base64,AA=="}]},
            {"role":"assistant","content":"Warm."},
            {"role":"user","content":[{"type":"input_text","text":"Thanks"}]}
            """).Chat.Messages.Select(Describe));

    [Fact]
    public void Two_answers_in_a_row_stay_two_each_with_its_own_thoughts() => Assert.Equal(
        ["user: Hi", "assistant: One think(first)", "assistant: Two think(second)"],
        Spoken.WithInput("""
            {"role":"user","content":"Hi"},
            {"type":"reasoning","summary":[{"type":"summary_text","text":"first"}]},{"role":"assistant","content":"One"},
            {"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"second"}]},{"role":"assistant","content":"Two"}
            """).Chat.Messages.Select(Describe));

    [Fact]
    public void Between_a_call_and_its_output_nothing_is_put() => Assert.Equal(
        ["assistant: One+Two think(x) a=f({}) b=f({})", "tool a: 1", "tool b: 2"],
        Spoken.WithInput("""
            {"role":"assistant","content":"One"},{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
            {"role":"assistant","content":"Two"},{"type":"reasoning","summary":[{"type":"summary_text","text":"x"}]},{"type":"function_call","call_id":"b","name":"f","arguments":"{}"},
            {"type":"function_call_output","call_id":"a","output":"1"},{"type":"function_call_output","call_id":"b","output":"2"}
            """).Chat.Messages.Select(Describe));

    [Fact]
    public void An_id_of_a_call_may_come_again_in_a_later_turn() => Assert.Equal(
        ["assistant: call_0=f({})", "tool call_0: 1", "assistant: call_0=f({})", "tool call_0: 2"],
        Spoken.WithInput("""
            {"type":"function_call","call_id":"call_0","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"call_0","output":"1"},
            {"type":"function_call","call_id":"call_0","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"call_0","output":"2"}
            """).Chat.Messages.Select(Describe));

    [Fact]
    public void Fields_have_their_canonical_names()
    {
        ChatRequest chat = Spoken.To("""
            {"model":"m","input":"Hi","stream":true,"max_output_tokens":50,"temperature":0.5,"top_p":0.9,"top_logprobs":3,"parallel_tool_calls":false,
             "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"function","name":"f"},
             "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true,"description":"s"},"verbosity":"low"},
             "reasoning":{"effort":"high","summary":"auto"},"user":"u","safety_identifier":"s","prompt_cache_key":"k","service_tier":"flex","metadata":{"a":"b"},
             "provider":"p","sandbox":{"x":1},"what_is_to_come":[1]}
            """).Chat;

        Assert.Equal((true, 50, 0.5, 0.9, 3, true), (chat.Stream, chat.OutputLimit, chat.Temperature, chat.TopP, chat.TopLogprobs, chat.Logprobs));
        FunctionDefinition tool = Assert.Single(chat.Tools!).Function!;
        Assert.Equal(("f", "d", "object", true), (tool.Name, tool.Description, tool.Parameters!.Value.GetProperty("type").GetString(), tool.Strict));
        Assert.Equal((new ToolChoice { Mode = "function", FunctionName = "f" }, false), (chat.ToolChoice, chat.ParallelToolCalls));
        Assert.Equal(("json_schema", "n", true, "s"), (chat.ResponseFormat!.Type, chat.ResponseFormat.JsonSchema!.Name, chat.ResponseFormat.JsonSchema.Strict, chat.ResponseFormat.JsonSchema.Description));
        Assert.Equal(("high", "u", "s", "p"), (chat.ReasoningEffort, chat.User, chat.UserId, chat.Provider));
        Assert.Equal(["prompt_cache_key", "safety_identifier", "service_tier", "verbosity", "what_is_to_come"], chat.Extra!.Keys.Order(StringComparer.Ordinal));
        Assert.NotNull(chat.Sandbox);
        Assert.Null(chat.Metadata);
    }

    [Fact]
    public void Without_tools_nothing_is_said_of_them()
    {
        ChatRequest chat = Spoken.To("""{"model":"m","input":"Hi","tools":[],"tool_choice":"auto","parallel_tool_calls":true}""").Chat;

        Assert.Equal((null, null, null), (chat.Tools, chat.ToolChoice, chat.ParallelToolCalls));
    }

    [Fact]
    public void Tools_that_are_not_allowed_are_not_shown()
    {
        ChatRequest chat = Spoken.To("""
            {"model":"m","input":"Hi","tools":[{"type":"function","name":"f"},{"type":"function","name":"g"},{"type":"function","name":"h"}],
             "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"h"},{"type":"function","name":"f"}]}}
            """).Chat;

        Assert.Equal(["f", "h"], chat.Tools!.Select(static tool => tool.Function!.Name));
        Assert.Equal(ToolChoice.Required, chat.ToolChoice!.Mode);
    }

    [Theory]
    [InlineData("\"truncation\":\"auto\"", "truncation")]
    [InlineData("\"truncation\":\"disabled\"", "")]
    [InlineData("\"context_management\":[{\"type\":\"compaction\"}]", "context_management")]
    [InlineData("\"include\":[\"reasoning.encrypted_content\",\"message.output_text.logprobs\"]", "")]
    [InlineData("\"include\":[\"novel.thing\"]", "include")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}", "")]
    [InlineData("\"stream\":true,\"stream_options\":{\"include_obfuscation\":true}", "stream_options.include_obfuscation")]
    [InlineData("\"reasoning\":{\"summary\":\"concise\",\"context\":\"all_turns\"}", "reasoning.context")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"defer_loading\":true}]", "tools.defer_loading")]
    [InlineData("\"conversation\":null,\"prompt\":null,\"moderation\":null,\"background\":false,\"store\":null", "")]
    public void What_is_harmless_to_leave_out_is_named(string fields, string dropped) =>
        Assert.Equal(dropped, string.Join(',', Spoken.To($$"""{"model":"m","input":"Hi",{{fields}}}""").Request.NativeFields));

    [Fact]
    public void Reasoning_that_another_api_sealed_is_read_as_its_summary()
    {
        Spoken spoken = Spoken.WithInput("""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAAAAB"},{"role":"assistant","content":"x"}""");

        Assert.Equal(["assistant: x think(hm)"], spoken.Chat.Messages.Select(Describe));
        Assert.Equal(["input.encrypted_content"], spoken.Request.NativeFields);
    }

    [Fact]
    public void Files_and_audio_become_the_parts_of_chat_completions()
    {
        IReadOnlyList<ContentPart> parts = Spoken.WithInput("""
            {"role":"user","content":[{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="},{"type":"input_file","file_id":"file-1"},{"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}}]}
            """).Chat.Messages[0].Content!.Parts!;

        Assert.Equal(
            ["""file {"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}""", """file {"file_id":"file-1"}""", """input_audio {"data":"AA==","format":"wav"}"""],
            parts.Select(static part => $"{part.Type} {part.Extra![part.Type].GetRawText()}"));
    }

    [Fact]
    public void A_conversation_goes_on_from_where_it_was_without_its_instructions()
    {
        Spoken first = Spoken.To("""{"model":"m","instructions":"Be brief.","input":"Hi"}""");
        first.Answer(new ChatMessage { Role = "assistant", Content = "Hello" });

        Spoken second = Spoken.To("""{"model":"m","previous_response_id":"resp_x","input":"And?"}""", first.Next());

        Assert.Equal(["user: Hi", "assistant: Hello", "user: And?"], second.Chat.Messages.Select(Describe));
    }

    [Fact]
    public void A_reference_stands_for_the_item_that_it_names()
    {
        Spoken first = Spoken.To(Spoken.Hi);
        JsonElement answer = first.Answer(new ChatMessage { Role = "assistant", Content = "Hello" });
        string id = answer.GetProperty("output")[0].GetProperty("id").GetString()!;
        string body = $$"""{"model":"m","input":[{"type":"item_reference","id":"{{id}}"},{"id":"{{id}}"},{"role":"user","content":"And?"}]}""";

        Assert.Equal([(id, "input[0].id")], ResponsesClientDialect.Parse(Encoding.UTF8.GetBytes(body)).References.Select(static reference => (reference.Key, reference.Value)));
        Spoken second = Spoken.To(body, first.Next() with { Items = [] });
        Assert.Equal(["assistant: Hello", "assistant: Hello", "user: And?"], second.Chat.Messages.Select(Describe));
    }

    private static string Describe(ChatMessage message)
    {
        IEnumerable<string> parts = (message.Content?.AsParts() ?? []).Select(static part => part.Text ?? $"image({part.ImageUrl!.Url}{(part.ImageUrl.Detail is { } detail ? "," + detail : "")})");
        string[] words =
        [
            string.Join('+', parts),
            message.ReasoningContent is { } thoughts ? $"think({thoughts})" : "",
            .. (message.ToolCalls ?? []).Select(static call => $"{call.Id}={call.Function!.Name}({call.Function.Arguments})"),
        ];
        return $"{message.Role}{(message.ToolCallId is { } id ? " " + id : "")}: {string.Join(' ', words.Where(static word => word.Length > 0))}";
    }
}
