using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

public sealed class OllamaRequestTests
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("", true)]
    [InlineData(",\"stream\":null", true)]
    [InlineData(",\"stream\":true", true)]
    [InlineData(",\"stream\":false", false)]
    public void An_answer_is_streamed_unless_the_client_says_otherwise(string field, bool expected)
    {
        Assert.Equal(expected, Chat($$"""{"model":"m"{{field}}}""").IsStreaming);
        Assert.Equal(expected, Generate($$"""{"model":"m","prompt":"Hi"{{field}}}""").IsStreaming);
    }

    [Fact]
    public void A_conversation_keeps_its_bytes_and_a_prompt_does_not()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"m", "messages":[{"role":"User","content":"Hi"}]}""");
        ClientRequest read = OllamaClientDialect.Chat.ReadRequest(body);

        Assert.Equal(body, read.Body!.Value.ToArray());
        Assert.Equal(("m", "user", "Hi"), (read.Chat.Model, read.Chat.Messages[0].Role, read.Chat.Messages[0].Content!.Text));
        Assert.True(read.Chat.IsForeign);
        Assert.Null(OllamaClientDialect.Generate.ReadRequest("""{"model":"m","prompt":"Hi"}"""u8.ToArray()).Body);
    }

    [Fact]
    public void Options_that_every_provider_knows_become_the_request_s_own()
    {
        ChatRequest chat = Chat("""{"model":"m","options":{"temperature":0.5,"top_p":0.9,"top_k":40.0,"seed":7,"num_predict":100,"presence_penalty":0.1,"frequency_penalty":0.2,"stop":["a","b"],"num_ctx":4096,"min_p":0.05,"mirostat":null}}""");

        Assert.Equal((0.5, 0.9, 40, 7L, 100), (chat.Temperature, chat.TopP, chat.TopK, chat.Seed, chat.OutputLimit));
        Assert.Equal((0.1, 0.2), (chat.PresencePenalty, chat.FrequencyPenalty));
        Assert.Equal(["a", "b"], chat.Stop!);
        Assert.Equal("""{"num_ctx":4096,"min_p":0.05}""", chat.Extra!["options"].GetRawText());
    }

    [Theory]
    [InlineData("-1", null)]
    [InlineData("-2", """{"num_predict":-2}""")]
    [InlineData("0", """{"num_predict":0}""")]
    public void No_limit_is_no_limit_and_others_are_left_to_Ollama(string limit, string? options)
    {
        ChatRequest chat = Chat($$$"""{"model":"m","options":{"num_predict":{{{limit}}},"stop":[]}}""");

        Assert.Null(chat.OutputLimit);
        Assert.Null(chat.Stop);
        Assert.Equal(options, chat.Extra?["options"].GetRawText());
    }

    [Fact]
    public void Fields_without_a_canonical_counterpart_are_kept()
    {
        ChatRequest chat = Chat("""{"model":"m","keep_alive":"5m","truncate":true,"shift":false,"novel":{"a":1},"raw":null,"messages":[{"role":"user","content":"Hi","novel":1}]}""");

        Assert.Equal(["keep_alive", "novel", "shift", "truncate"], chat.Extra!.Keys.Order());
        Assert.Equal(["novel"], chat.Messages[0].Extra!.Keys);
    }

    [Theory]
    [InlineData("\"json\"", "json_object", null)]
    [InlineData("{\"type\":\"object\"}", "json_schema", "{\"type\":\"object\"}")]
    public void A_format_is_asked_for(string format, string type, string? schema)
    {
        ResponseFormat read = Chat($$"""{"model":"m","format":{{format}}}""").ResponseFormat!;

        Assert.Equal((type, schema), (read.Type, read.JsonSchema?.Schema?.GetRawText()));
    }

    [Fact]
    public void An_empty_format_is_none() => Assert.Null(Chat("""{"model":"m","format":""}""").ResponseFormat);

    [Theory]
    [InlineData("true", "medium", null)]
    [InlineData("false", null, "disabled")]
    [InlineData("\"high\"", "high", null)]
    [InlineData("null", null, null)]
    public void Thinking_is_switched_or_given_a_level(string think, string? effort, string? type)
    {
        ChatRequest chat = Chat($$"""{"model":"m","think":{{think}}}""");

        Assert.Equal((effort, type), (chat.ReasoningEffort, chat.Thinking?.Type));
    }

    [Fact]
    public void Images_come_after_the_text_with_their_media_type()
    {
        ChatRequest chat = Chat($$"""{"model":"m","messages":[{"role":"user","content":"What?","images":["{{Pixel}}","/9j/4AAQ"]},{"role":"user","images":["R0lGODdh","UklGRiQA","Qk02AAAA"]}]}""");

        Assert.Equal(["text", "image_url", "image_url"], chat.Messages[0].Content!.Parts!.Select(static part => part.Type));
        Assert.Equal(
            [$"data:image/png;base64,{Pixel}", "data:image/jpeg;base64,/9j/4AAQ", "data:image/gif;base64,R0lGODdh", "data:image/webp;base64,UklGRiQA", "data:image/bmp;base64,Qk02AAAA"],
            chat.Messages.SelectMany(static message => message.Content!.Parts!).Select(static part => part.ImageUrl?.Url).OfType<string>());
    }

    [Fact]
    public void Tool_results_find_their_calls_by_name_and_by_order()
    {
        ChatRequest chat = Chat(
            """
            {"model":"m","messages":[
              {"role":"assistant","content":"","tool_calls":[{"function":{"name":"a","arguments":{"x":1}}},{"function":{"index":1,"name":"b","arguments":{}}},{"function":{"name":"a"}}]},
              {"role":"tool","tool_name":"b","content":"B"},
              {"role":"tool","name":"a","content":"A1"},
              {"role":"tool","content":"A2"},
              {"role":"tool","tool_name":"stranger","content":"?"},
              {"role":"assistant","tool_calls":[{"id":"own","type":"function","function":{"name":"a","arguments":{}},"extra_content":{"google":{"thought_signature":"s"}}}]},
              {"role":"tool","tool_call_id":"own","tool_name":"a","content":"A3"}]}
            """);

        Assert.Equal(["call_0", "call_1", "call_2"], chat.Messages[0].ToolCalls!.Select(static call => call.Id));
        Assert.Equal(["""{"x":1}""", "{}", "{}"], chat.Messages[0].ToolCalls!.Select(static call => call.Function!.Arguments));
        Assert.Null(chat.Messages[0].Content);
        Assert.Equal(["call_1", "call_0", "call_2", "call_3", "own"], chat.Messages.Where(static message => message.Role == "tool").Select(static message => message.ToolCallId));
        Assert.Equal([null, null, null, "stranger", null], chat.Messages.Where(static message => message.Role == "tool").Select(static message => message.Name));
        Assert.Equal("""{"google":{"thought_signature":"s"}}""", chat.Messages[5].ToolCalls![0].Extra!["extra_content"].GetRawText());
    }

    [Fact]
    public void Tools_have_the_canonical_shape()
    {
        ToolDefinition tool = Chat("""{"model":"m","tools":[{"function":{"name":"f","description":"d","parameters":{"type":"object"},"novel":1}}]}""").Tools!.Single();

        Assert.Equal(("function", "f", "d", """{"type":"object"}"""), (tool.Type, tool.Function!.Name, tool.Function.Description, tool.Function.Parameters?.GetRawText()));
        Assert.Equal(["novel"], tool.Function.Extra!.Keys);
    }

    [Fact]
    public void What_the_model_thought_comes_back_with_its_signature()
    {
        ChatMessage message = Chat("""{"model":"m","messages":[{"role":"assistant","content":"A","thinking":"hm","thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}]}]}""").Messages.Single();

        Assert.Equal(("hm", "s"), (message.ReasoningContent, message.ThinkingBlocks!.Single().Signature));
    }

    [Fact]
    public void A_prompt_is_a_conversation_of_one_message()
    {
        ChatRequest chat = Generate($$$"""{"model":"m","system":"Be brief.","prompt":"Hi","images":["{{{Pixel}}}"],"suffix":"","template":"","context":[],"raw":false,"keep_alive":0,"options":{"seed":1}}""");

        Assert.Equal(["system", "user"], chat.Messages.Select(static message => message.Role));
        Assert.Equal("Be brief.", chat.Messages[0].Content!.Text);
        Assert.Equal("Hi", chat.Messages[1].Content!.AsText());
        Assert.Equal(2, chat.Messages[1].Content!.Parts!.Count);
        Assert.Equal(1, chat.Seed);
        Assert.Equal(["keep_alive"], chat.Extra!.Keys);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "load")]
    [InlineData("""{"model":"m","prompt":"","messages":[],"system":"s","keep_alive":"10m"}""", "load")]
    [InlineData("""{"model":"m","keep_alive":0}""", "unload")]
    [InlineData("""{"model":"m","keep_alive":"0s"}""", "unload")]
    [InlineData("""{"model":"m","keep_alive":-1}""", "load")]
    public void Without_a_prompt_the_model_is_said_to_be_loaded(string body, string reason)
    {
        foreach (OllamaClientDialect dialect in (OllamaClientDialect[])[OllamaClientDialect.Chat, OllamaClientDialect.Generate])
        {
            ChatRequest chat = dialect.ReadRequest(Encoding.UTF8.GetBytes(body)).Chat;
            Assert.Empty(chat.Messages);

            System.Buffers.ArrayBufferWriter<byte> output = new();
            dialect.WriteLoaded(chat, DateTimeOffset.UnixEpoch, output);
            JsonElement answer = JsonElement.Parse(output.WrittenSpan);
            Assert.True(answer.GetProperty("done").GetBoolean());
            Assert.Equal(reason, answer.GetProperty("done_reason").GetString());
            Assert.Equal("1970-01-01T00:00:00Z", answer.GetProperty("created_at").GetString());
            Assert.False(answer.TryGetProperty("total_duration", out _));
        }
    }

    [Fact]
    public void Extensions_of_the_gateway_are_understood()
    {
        ChatRequest chat = Chat("""{"models":["a","b"],"provider":"p","task_type":"code","user_id":"u","sandbox":{"tokens":3}}""");

        Assert.Equal(["a", "b"], chat.Models!);
        Assert.Equal(("p", "code", "u", """{"tokens":3}"""), (chat.Provider, chat.TaskType, chat.UserId, chat.Sandbox?.GetRawText()));
        Assert.Null(chat.Extra);
    }

    [Fact]
    public void What_was_left_out_has_the_client_s_names()
    {
        ChatRequest chat = Chat("""{"model":"m","options":{"num_ctx":1,"min_p":0.1,"seed":1}}""");

        Assert.Equal(
            ["options.num_ctx", "options.min_p", "options.seed", "think", "options.num_predict", "keep_alive"],
            OllamaFieldNames.Of(["options", "seed", "thinking", "reasoning_effort", "max_tokens", "keep_alive"], chat));
    }

    private static ChatRequest Chat(string body) => OllamaClientDialect.Chat.ReadRequest(Encoding.UTF8.GetBytes(body)).Chat;

    private static ChatRequest Generate(string body) => OllamaClientDialect.Generate.ReadRequest(Encoding.UTF8.GetBytes(body)).Chat;
}
