using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

public sealed class GeminiRequestReaderTests
{
    [Fact]
    public void Texts_and_the_system_instruction_become_messages()
    {
        ChatRequest chat = Read("""
            {"systemInstruction":{"parts":{"text":"Be brief."}},
             "contents":[{"parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Hello"},{"text":"."}]},{"role":"user","parts":[{"text":"a"},{"text":"b"}]}]}
            """).Chat;

        Assert.Equal("gemini-2.5-flash", chat.Model);
        Assert.Equal(["system", "user", "assistant", "user"], chat.Messages.Select(static message => message.Role));
        Assert.Equal(["Be brief.", "Hi", "Hello.", "ab"], chat.Messages.Select(static message => message.Content!.AsText()));
    }

    [Fact]
    public void Snake_case_is_read_like_camel_case_but_not_inside_what_is_the_app_s_own()
    {
        ChatRequest chat = Read("""
            {"system_instruction":{"parts":[{"text":"S"}]},
             "contents":[{"role":"user","parts":[{"inline_data":{"mime_type":"image/png","data":"QUJD"}}]},
                         {"role":"model","parts":[{"function_call":{"name":"f","args":{"snake_case":1}}}]},
                         {"role":"user","parts":[{"function_response":{"name":"f","response":{"also_snake":2}}}]}],
             "generation_config":{"max_output_tokens":7,"stop_sequences":["x"]}}
            """).Chat;

        Assert.Equal("data:image/png;base64,QUJD", chat.Messages[1].Content!.Parts![0].ImageUrl!.Url);
        Assert.Equal("""{"snake_case":1}""", chat.Messages[2].ToolCalls![0].Function!.Arguments);
        Assert.Equal("""{"also_snake":2}""", chat.Messages[3].Content!.Text);
        Assert.Equal((7, "x"), (chat.OutputLimit!.Value, chat.Stop![0]));
    }

    [Fact]
    public void The_generation_config_is_carried_field_by_field()
    {
        ChatRequest chat = Config("""
            {"temperature":0.5,"topP":0.9,"topK":40.0,"candidateCount":2,"maxOutputTokens":100,"stopSequences":["a","b"],"seed":7,"presencePenalty":0.1,
             "frequencyPenalty":0.2,"responseLogprobs":true,"logprobs":3,"responseMimeType":"application/json","thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}}
            """);

        Assert.Equal((0.5, 0.9, 40, 2, 100), (chat.Temperature, chat.TopP, chat.TopK, chat.N, chat.MaxCompletionTokens));
        Assert.Equal(["a", "b"], chat.Stop!);
        Assert.Equal((7L, 0.1, 0.2, true, 3), (chat.Seed, chat.PresencePenalty, chat.FrequencyPenalty, chat.Logprobs, chat.TopLogprobs));
        Assert.Equal((ResponseFormat.JsonObjectType, "low"), (chat.ResponseFormat!.Type, chat.ReasoningEffort));
    }

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0, "none")]
    [InlineData(512, "low")]
    [InlineData(8192, "medium")]
    [InlineData(24576, "high")]
    public void A_thinking_budget_is_an_effort(int budget, string? effort) =>
        Assert.Equal(effort, Config($$$"""{"thinkingConfig":{"thinkingBudget":{{{budget}}}}}""").ReasoningEffort);

    [Fact]
    public void Google_s_schema_becomes_a_json_schema()
    {
        ChatRequest chat = Config("""
            {"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"property_name":{"type":"STRING","nullable":true,"enum":["a"]},
             "list":{"type":"ARRAY","items":{"type":"INTEGER"},"minItems":"1"}},"required":["list"],"propertyOrdering":["list"]}}
            """);

        AssertJson(
            """{"type":"object","properties":{"property_name":{"type":["string","null"],"enum":["a",null]},"list":{"type":"array","items":{"type":"integer"},"minItems":1}},"required":["list"]}""",
            chat.ResponseFormat!.JsonSchema!.Schema!.Value);
    }

    [Fact]
    public void Functions_and_the_choice_among_them_are_carried()
    {
        ChatRequest chat = Read("""
            {"contents":[{"parts":[{"text":"Hi"}]}],
             "tools":[{"functionDeclarations":[{"name":"f","description":"F","parameters":{"type":"OBJECT"}},{"name":"g","parametersJsonSchema":{"type":"object"}}]},{"functionDeclarations":[{"name":"h"}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","h"]}}}
            """).Chat;

        Assert.Equal(["f", "h"], chat.Tools!.Select(static tool => tool.Function!.Name));
        AssertJson("""{"type":"object"}""", chat.Tools![0].Function!.Parameters!.Value);
        Assert.Equal(ToolChoice.Required, chat.ToolChoice!.Mode);
    }

    [Theory]
    [InlineData("""{"mode":"AUTO"}""", "auto", null)]
    [InlineData("""{"mode":"NONE"}""", "none", null)]
    [InlineData("""{"mode":"ANY"}""", "required", null)]
    [InlineData("""{"mode":"VALIDATED"}""", "auto", null)]
    [InlineData("""{"mode":"ANY","allowedFunctionNames":["f"]}""", "function", "f")]
    public void Each_mode_of_calling_has_its_choice(string config, string mode, string? function)
    {
        ToolChoice choice = Read($$$"""{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{{{config}}}}}""").Chat.ToolChoice!;

        Assert.Equal((mode, function), (choice.Mode, choice.FunctionName));
    }

    [Fact]
    public void Parallel_calls_without_ids_are_answered_in_their_order()
    {
        ChatRequest chat = Read("""
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]},
              {"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"f","args":{"n":2}}},{"functionCall":{"name":"g"}}]},
              {"role":"user","parts":[{"functionResponse":{"name":"g","response":{"r":"g"}}},{"functionResponse":{"name":"f","response":{"r":1}}},{"text":"And?"},{"functionResponse":{"name":"f","response":{"r":2}}}]}]}
            """).Chat;

        string[] ids = [.. chat.Messages[1].ToolCalls!.Select(static call => call.Id!)];
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal([ids[2], ids[0], ids[1]], chat.Messages.Where(static message => message.Role == "tool").Select(static message => message.ToolCallId!));
        Assert.Equal("user", chat.Messages[^1].Role);
    }

    [Fact]
    public void A_result_finds_its_call_by_id_and_may_have_media()
    {
        ChatRequest chat = Read("""
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]},
              {"role":"model","parts":[{"functionCall":{"id":"a","name":"f","args":{}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"b","name":"f","args":{}}}]},
              {"role":"function","parts":[{"functionResponse":{"id":"b","name":"f","response":{"ok":true},"parts":[{"inlineData":{"mimeType":"image/png","data":"QUJD"}}]}}]}]}
            """).Chat;

        Assert.Equal("b", chat.Messages[2].ToolCallId);
        Assert.Equal(["text", "image_url"], chat.Messages[2].Content!.Parts!.Select(static part => part.Type));
        AssertJson("""{"google":{"thought_signature":"c2ln"}}""", chat.Messages[1].ToolCalls![0].Extra!["extra_content"]);
    }

    [Theory]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"_-8"}}""", """{"type":"image_url","image_url":{"url":"data:image/png;base64,/+8="}}""")]
    [InlineData("""{"inlineData":{"mimeType":"audio/mpeg","data":"QUJD"}}""", """{"type":"input_audio","input_audio":{"data":"QUJD","format":"mp3"}}""")]
    [InlineData("""{"inlineData":{"mimeType":"application/pdf","data":"QUJD"}}""", """{"type":"file","file":{"file_data":"data:application/pdf;base64,QUJD"}}""")]
    [InlineData("""{"fileData":{"mimeType":"image/png","fileUri":"https://a.example/b.png"}}""", """{"type":"image_url","image_url":{"url":"https://a.example/b.png"}}""")]
    [InlineData("""{"fileData":{"mimeType":"video/mp4","fileUri":"https://a.example/b.mp4"}}""", """{"type":"video_url","video_url":{"url":"https://a.example/b.mp4"}}""")]
    public void Media_become_the_parts_that_others_know(string part, string expected)
    {
        ContentPart read = Read($$$"""{"contents":[{"parts":[{{{part}}}]}]}""").Chat.Messages[0].Content!.Parts![0];

        AssertJson(expected, JsonSerializer.SerializeToElement(read, ChatJson.Strict.ContentPart));
    }

    [Fact]
    public void Thoughts_come_back_with_their_signatures()
    {
        ChatMessage message = Read("""
            {"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Hm","thought":true},{"text":"m.","thought":true,"thoughtSignature":"YQ=="},{"text":"Yes","thoughtSignature":"Yg=="}]}]}
            """).Chat.Messages[1];

        Assert.Equal(("Hmm.", "Yes"), (message.ReasoningContent, message.Content!.Text));
        Assert.Equal(("Hmm.", "YQ=="), (message.ThinkingBlocks![0].Thinking, message.ThinkingBlocks[0].Signature));
        AssertJson("""{"google":{"thought_signature":"Yg=="}}""", message.Extra!["extra_content"]);
    }

    [Fact]
    public void What_only_Gemini_knows_is_named()
    {
        ClientRequest read = Read("""
            {"contents":[{"parts":[{"text":"Hi","videoMetadata":{"fps":1}}]}],"safetySettings":[],"labels":{"a_b":"c"},
             "generationConfig":{"mediaResolution":"LOW","thinkingConfig":{"other":1}},"toolConfig":{"retrievalConfig":{}},"futureField":1}
            """);

        Assert.Equivalent(
            new[] { "contents[].parts[].videoMetadata", "toolConfig.retrievalConfig", "generationConfig.thinkingConfig.other", "generationConfig.mediaResolution", "safetySettings", "labels", "futureField" },
            read.NativeFields,
            strict: true);
        Assert.Null(read.NativeOnly);
    }

    [Theory]
    [InlineData("\"tools\":[{\"googleSearch\":{}}]", "tools[0].googleSearch", "googleSearch")]
    [InlineData("\"cachedContent\":\"cachedContents/1\"", "cachedContent", "cachedContent")]
    [InlineData("\"generationConfig\":{\"responseModalities\":[\"TEXT\",\"IMAGE\"]}", "generationConfig.responseModalities[1]", "IMAGE")]
    [InlineData("\"generationConfig\":{\"responseMimeType\":\"text/x.enum\",\"responseSchema\":{\"type\":\"STRING\"}}", "generationConfig.responseMimeType", "text/x.enum")]
    public void What_other_providers_cannot_do_without_is_refused_for_them_by_name(string field, string param, string word)
    {
        ClientRequest read = Read($$"""{"contents":[{"parts":[{"text":"Hi"}]}],{{field}}}""");

        Assert.Equal(param, read.NativeOnly!.Param);
        Assert.Contains(word, read.NativeOnly.Message);
    }

    [Theory]
    [InlineData("executableCode")]
    [InlineData("aKindToCome")]
    public void A_part_of_a_kind_that_only_Google_has_is_refused_for_others(string kind)
    {
        ClientRequest read = Read($$"""{"contents":[{"parts":[{"text":"Hi"},{"{{kind}}":{} }]}]}""");

        Assert.Equal((ErrorKind.UnsupportedField, $"contents[0].parts[1].{kind}"), (read.NativeOnly!.Kind, read.NativeOnly.Param));
    }

    [Fact]
    public void The_body_is_kept_byte_for_byte()
    {
        const string body = """{ "contents" : [ { "parts" : [ { "text" : "\u0048i" } ] } ], "unknown" : 1e0 }""";

        Assert.Equal(body, Encoding.UTF8.GetString(Read(body).Body!.Value.Span));
    }

    private static ChatRequest Config(string config) => Read($$"""{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{{config}}}""").Chat;

    private static ClientRequest Read(string body) => GeminiClientDialect.ReadRequest(Encoding.UTF8.GetBytes(body), "gemini-2.5-flash", isStreaming: false).Request;

    private static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), actual.GetRawText());
}
