using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Anthropic;

public sealed class AnthropicRequestReaderTests
{
    [Fact]
    public void The_bytes_are_kept_and_a_byte_order_mark_is_taken_off()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{ "model":"m","max_tokens":1e1,"messages":[{"role":"user","content":"Hi"}] }""".Replace("1e1", "10", StringComparison.Ordinal));

        ClientRequest request = new AnthropicClientDialect(null).ReadRequest((byte[])[0xEF, 0xBB, 0xBF, .. json]);

        Assert.Equal(json, request.Body!.Value.ToArray());
        Assert.Equal(("m", "Hi", 10), (request.Chat.Model, request.Chat.Messages.Single().Content!.Text, request.Chat.OutputLimit));
        Assert.Empty(request.NativeFields);
        Assert.Null(request.NativeOnly);
    }

    [Fact]
    public void Sampling_and_the_gateways_own_fields_are_read()
    {
        ChatRequest request = Read("""
            "temperature":0.5,"top_p":0.9,"top_k":40,"stop_sequences":["a","b"],"stream":true,"metadata":{"user_id":"u-1"},
            "provider":"p","models":["x","y"],"task_type":"code","sandbox":{"tokens":3}
            """).Chat;

        Assert.Equal((0.5, 0.9, 40, true), (request.Temperature, request.TopP, request.TopK, request.Stream));
        Assert.Equal(["a", "b"], request.Stop!);
        Assert.Equal(("u-1", "u-1"), (request.User, request.UserId));
        Assert.Equal(("p", "code", """{"tokens":3}"""), (request.Provider, request.TaskType, request.Sandbox!.Value.GetRawText()));
        Assert.Equal(["x", "y"], request.Models!);
    }

    [Fact]
    public void A_long_user_id_is_recorded_and_not_sent()
    {
        string user = new('u', 65);
        ClientRequest request = Read($$$"""
            "metadata":{"user_id":"{{{user}}}","other":1}
            """);

        Assert.Null(request.Chat.User);
        Assert.Equal(user, request.Chat.UserId);
        Assert.Equal(["metadata.other", "metadata.user_id"], request.NativeFields);
    }

    [Theory]
    [InlineData("\"Be brief.\"", "Be brief.")]
    [InlineData("""[{"type":"text","text":"Be "},{"type":"text","text":"brief."}]""", "Be brief.")]
    public void The_system_prompt_is_the_first_message(string system, string expected)
    {
        IReadOnlyList<ChatMessage> messages = Read($"\"system\":{system}").Chat.Messages;

        Assert.Equal(["system", "user"], messages.Select(static message => message.Role));
        Assert.Equal(expected, messages[0].Content!.AsText());
    }

    [Fact]
    public void A_system_message_in_mid_conversation_stays_where_it_is()
    {
        IReadOnlyList<ChatMessage> messages = ReadMessages("""
            {"role":"user","content":"a"},{"role":"system","content":[{"type":"text","text":"b"}]},{"role":"user","content":"c"}
            """).Chat.Messages;

        Assert.Equal(["user:a", "system:b", "user:c"], messages.Select(static message => $"{message.Role}:{message.Content!.Text}"));
    }

    [Fact]
    public void Images_become_parts_with_their_url()
    {
        IReadOnlyList<ContentPart> parts = ReadMessages("""
            {"role":"user","content":[
              {"type":"text","text":"What?"},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}},
              {"type":"image","source":{"type":"url","url":"https://x.example/a.png"}}]}
            """).Chat.Messages.Single().Content!.Parts!;

        Assert.Equal(["What?", "data:image/png;base64,AA==", "https://x.example/a.png"], parts.Select(static part => part.Text ?? part.ImageUrl!.Url));
    }

    [Fact]
    public void Documents_become_files_or_text()
    {
        IReadOnlyList<ContentPart> parts = ReadMessages("""
            {"role":"user","content":[
              {"type":"document","title":"a.pdf","context":"from the archive","citations":{"enabled":true},"source":{"type":"base64","media_type":"application/pdf","data":"AA=="}},
              {"type":"document","title":"b","source":{"type":"text","media_type":"text/plain","data":"words"}},
              {"type":"document","source":{"type":"content","content":[{"type":"text","text":"nested"}]}}]}
            """).Chat.Messages.Single().Content!.Parts!;

        Assert.Equal(
            ["from the archive", """{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}""", "b", "words", "nested"],
            parts.Select(static part => part.Text ?? part.Extra!["file"].GetRawText()));
    }

    [Fact]
    public void Parallel_tool_results_become_messages_of_their_own_before_the_rest()
    {
        ClientRequest request = ReadMessages("""
            {"role":"user","content":[{"type":"text","text":"first"},
              {"type":"tool_result","tool_use_id":"a","content":"18"},
              {"type":"tool_result","tool_use_id":"b","is_error":true,"content":[{"type":"text","text":"see"},{"type":"image","source":{"type":"url","url":"https://x.example/a.png"}}]},
              {"type":"tool_result","tool_use_id":"c"},
              {"type":"text","text":"last"}]}
            """);

        IReadOnlyList<ChatMessage> messages = request.Chat.Messages;
        Assert.Equal(["tool a", "tool b", "tool c", "user "], messages.Select(static message => $"{message.Role} {message.ToolCallId}"));
        Assert.Equal(["18", "see", "", "firstlast"], messages.Select(static message => message.Content!.AsText()));
        Assert.Equal("https://x.example/a.png", messages[1].Content!.Parts![1].ImageUrl!.Url);
        Assert.Equal(["messages.content.is_error"], request.NativeFields);
    }

    [Fact]
    public void What_the_model_said_keeps_thinking_text_and_calls()
    {
        ChatMessage message = ReadMessages("""
            {"role":"assistant","content":[
              {"type":"thinking","thinking":"hm","signature":"s1","format":"f"},
              {"type":"redacted_thinking","data":"xx"},
              {"type":"thinking","thinking":" so","signature":""},
              {"type":"text","text":"Let me see.","citations":null},
              {"type":"tool_use","id":"t1","name":"f","input":{"a": 1.50},"caller":{"type":"direct"},"extra_content":{"google":{"thought_signature":"g"}}},
              {"type":"tool_use","id":"t2","name":"f","input":{}}]}
            """).Chat.Messages.Single();

        Assert.Equal("Let me see.", message.Content!.Text);
        Assert.Equal("hm so", message.ReasoningContent);
        Assert.Equal(["hm|s1|", "||xx", " so||"], message.ThinkingBlocks!.Select(static block => $"{block.Thinking}|{block.Signature}|{block.Data}"));
        Assert.Equal("\"f\"", message.ThinkingBlocks![0].Extra!["format"].GetRawText());
        Assert.Equal(["t1 f {\"a\": 1.50}", "t2 f {}"], message.ToolCalls!.Select(static call => $"{call.Id} {call.Function!.Name} {call.Function.Arguments}"));
        Assert.Equal("""{"google":{"thought_signature":"g"}}""", message.ToolCalls![0].Extra!["extra_content"].GetRawText());
    }

    [Theory]
    [InlineData("""{"type":"auto"}""", "auto", null)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":true}""", "required", false)]
    [InlineData("""{"type":"tool","name":"f","disable_parallel_tool_use":false}""", "function", null)]
    [InlineData("""{"type":"none"}""", "none", null)]
    public void Tools_and_the_choice_among_them_are_read(string choice, string mode, bool? parallel)
    {
        ClientRequest request = Read($$$"""
            "tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral"},"defer_loading":true},{"type":"custom","name":"g","input_schema":{}}],
            "tool_choice":{{{choice}}}
            """);

        ToolDefinition tool = request.Chat.Tools![0];
        Assert.Equal(("function", "f", "d", """{"type":"object"}""", true), (tool.Type, tool.Function!.Name, tool.Function.Description, tool.Function.Parameters!.Value.GetRawText(), tool.Function.Strict));
        Assert.Equal("g", request.Chat.Tools[1].Function!.Name);
        Assert.Equal((mode, parallel), (request.Chat.ToolChoice!.Mode, request.Chat.ParallelToolCalls));
        Assert.Equal(mode == "function" ? "f" : null, request.Chat.ToolChoice.FunctionName);
        Assert.Equal(["cache_control", "tools.defer_loading"], request.NativeFields);
    }

    [Fact]
    public void Thinking_effort_and_format_are_read()
    {
        ClientRequest request = Read("""
            "thinking":{"type":"enabled","budget_tokens":2048,"display":"omitted"},
            "output_config":{"effort":"max","format":{"type":"json_schema","schema":{"type":"object"}},"task_budget":{"type":"tokens"}}
            """);

        Assert.Equal(("enabled", 2048, "\"omitted\""), (request.Chat.Thinking!.Type, request.Chat.Thinking.BudgetTokens, request.Chat.Thinking.Extra!["display"].GetRawText()));
        Assert.Equal("max", request.Chat.ReasoningEffort);
        Assert.Equal(("json_schema", """{"type":"object"}"""), (request.Chat.ResponseFormat!.Type, request.Chat.ResponseFormat.JsonSchema!.Schema!.Value.GetRawText()));
        Assert.Equal(["output_config.task_budget"], request.NativeFields);
    }

    [Fact]
    public void An_effort_does_not_turn_on_what_is_turned_off()
    {
        ClientRequest request = Read("""
            "thinking":{"type":"disabled"},"output_config":{"effort":"high"}
            """);

        Assert.Null(request.Chat.ReasoningEffort);
        Assert.Equal(["output_config.effort"], request.NativeFields);
    }

    [Theory]
    [InlineData("\"cache_control\":{\"type\":\"ephemeral\"}", "cache_control")]
    [InlineData("\"context_management\":{\"edits\":[{}]}", "context_management")]
    [InlineData("\"service_tier\":\"standard_only\"", "service_tier")]
    [InlineData("\"what_comes_next\":1", "what_comes_next")]
    [InlineData("\"system\":[{\"type\":\"text\",\"text\":\"x\",\"cache_control\":{\"type\":\"ephemeral\"}}]", "cache_control")]
    public void What_is_harmless_to_leave_out_is_named(string field, string name)
    {
        ClientRequest request = Read(field);

        Assert.Equal([name], request.NativeFields);
        Assert.Null(request.NativeOnly);
    }

    [Theory]
    [InlineData("\"container\":\"c\"", "container")]
    [InlineData("\"mcp_servers\":[{\"type\":\"url\"}]", "mcp_servers")]
    [InlineData("\"inference_geo\":\"eu\"", "inference_geo")]
    [InlineData("\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", "tools[0].type")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"grammar\"}}", "output_config.format.type")]
    public void What_only_Anthropic_can_do_is_left_to_it(string field, string param)
    {
        GatewayError reason = Assert.IsType<GatewayError>(Read(field).NativeOnly);

        Assert.Equal((ErrorKind.UnsupportedField, param), (reason.Kind, reason.Param));
        Assert.Contains(param, reason.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"search_result","source":"s","title":"t","content":[]}""")]
    [InlineData("""{"type":"image","source":{"type":"file","file_id":"f"}}""")]
    [InlineData("""{"type":"document","source":{"type":"url","url":"https://x.example/a.pdf"}}""")]
    [InlineData("""{"type":"container_upload","file_id":"f"}""")]
    [InlineData("""{"type":"what_comes_next","text":1}""")]
    public void Blocks_that_only_Anthropic_knows_are_left_to_it(string block)
    {
        ClientRequest request = ReadMessages($$"""{"role":"user","content":[{{block}}]}""");

        Assert.Equal("messages[0].content[0].type", request.NativeOnly!.Param);
    }

    [Fact]
    public void A_count_needs_no_limit() =>
        Assert.Null(AnthropicClientDialect.ReadCountRequest("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray()).Chat.OutputLimit);

    private static ClientRequest Read(string fields) =>
        new AnthropicClientDialect(null).ReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],{{fields}}}"""));

    private static ClientRequest ReadMessages(string messages) =>
        new AnthropicClientDialect(null).ReadRequest(Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":10,"messages":[{{messages}}]}"""));
}
