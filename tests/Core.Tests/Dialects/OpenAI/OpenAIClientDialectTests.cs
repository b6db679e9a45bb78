using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Dialects.OpenAI;

public sealed class OpenAIClientDialectTests
{
    [Fact]
    public void A_request_is_read_and_its_bytes_are_kept()
    {
        byte[] body = Encoding.UTF8.GetBytes("""{"model":"m", "messages":[{"role":"user","content":"Hi"}],"temperature":1e0,"new_field":{"a":[1]}}""");
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(body);

        Assert.Equal("m", request.Chat.Model);
        Assert.Equal("Hi", request.Chat.Messages.Single().Content!.Text);
        Assert.Equal("""{"a":[1]}""", request.Chat.Extra!["new_field"].GetRawText());
        Assert.Equal(body, request.Body!.Value.ToArray());
    }

    [Fact]
    public void A_byte_order_mark_is_taken_off()
    {
        byte[] json = Encoding.UTF8.GetBytes("""{"models":["a","b"],"messages":[{"role":"user","content":""}]}""");
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest((byte[])[0xEF, 0xBB, 0xBF, .. json]);

        Assert.Equal(["a", "b"], request.Chat.Models!);
        Assert.Equal(json, request.Body!.Value.ToArray());
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"custom","custom":{"name":"x","input":"y"}}]}""")]
    [InlineData("""{"role":"assistant","refusal":"no"}""")]
    [InlineData("""{"role":"assistant","reasoning_content":"hm"}""")]
    [InlineData("""{"role":"assistant","audio":{"id":"a"}}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"","format":"wav"}},{"type":"novel"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}""")]
    [InlineData("""{"role":"tool","tool_call_id":"c","content":""}""")]
    public void What_only_some_providers_know_is_left_to_them(string message)
    {
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(
            $$"""{"model":"m","messages":[{{message}}],"tools":[{"type":"web_search"}],"tool_choice":"any","response_format":{"type":"grammar"},"stop":null,"reasoning_effort":"extreme"}"""));

        Assert.Single(request.Chat.Messages);
    }

    [Fact]
    public void The_flat_form_becomes_a_canonical_request_that_does_not_pass_through()
    {
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(
            """
            {
              "model_name": "GPT-3.5",
              "provider": "openai",
              "messages": [{"role": "system", "content": "你是一个有用的助手"}, {"role": "user", "content": "你好"}],
              "parameters": {"temperature": 0.7, "max_tokens": 1000, "stop": "。", "model": "other", "repetition_penalty": 1.1},
              "max_tokens": 5,
              "user_id": "user123"
            }
            """u8.ToArray());

        Assert.Null(request.Body);
        Assert.Equal("GPT-3.5", request.Chat.Model);
        Assert.Equal("openai", request.Chat.Provider);
        Assert.Equal("你好", request.Chat.Messages[1].Content!.Text);
        Assert.Equal(0.7, request.Chat.Temperature);
        Assert.Equal(5, request.Chat.MaxTokens);
        Assert.Equal(["。"], request.Chat.Stop!);
        Assert.Equal("user123", request.Chat.UserId);
        Assert.Equal(["repetition_penalty"], request.Chat.Extra!.Keys);
    }

    [Fact]
    public void The_flat_form_may_lack_its_parameters()
    {
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(
            """{"model_name":"m","parameters":null,"messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray());

        Assert.Null(request.Body);
        Assert.Equal("m", request.Chat.Model);
        Assert.True(request.Chat.Extra is null or { Count: 0 });
    }

    [Fact]
    public void A_whole_answer_is_written_as_OpenAI_does()
    {
        ChatResponse response = new()
        {
            Id = "chatcmpl-1",
            Created = 7,
            Model = "m",
            Choices = [new ChatChoice { Message = new ChatMessage { Role = "assistant", Content = "<é>" }, FinishReason = "stop" }],
            Usage = new ChatUsage { PromptTokens = 1, CompletionTokens = 2, TotalTokens = 3 },
        };

        Assert.Equal(
            """{"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"<é>"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""",
            Written(output => OpenAIClientDialect.Instance.WriteResponse(response, output)));
    }

    [Fact]
    public void An_error_has_message_type_code_and_param()
    {
        GatewayError error = new() { Kind = ErrorKind.InvalidRequest, Message = "'n' is \"wrong\"", Param = "n" };

        Assert.Equal(
            """{"error":{"message":"'n' is \"wrong\"","type":"invalid_request_error","code":"invalid_request","param":"n"}}""",
            Written(output => OpenAIClientDialect.Instance.WriteError(error, output)));
        Assert.Equal(
            """{"error":{"message":"x","type":"invalid_request_error","code":"its_own","param":null}}""",
            Written(output => OpenAIClientDialect.Instance.WriteError(error with { Message = "x", Code = "its_own", Param = null }, output)));
    }

    [Fact]
    public void Every_kind_of_error_can_be_written()
    {
        foreach (ErrorKind kind in Enum.GetValues<ErrorKind>())
        {
            string json = Written(output => OpenAIClientDialect.Instance.WriteError(new GatewayError { Kind = kind, Message = "x" }, output));
            using JsonDocument document = JsonDocument.Parse(json);
            Assert.False(string.IsNullOrEmpty(document.RootElement.GetProperty("error").GetProperty("code").GetString()));
        }
    }

    [Fact]
    public void A_stream_is_written_as_events()
    {
        IClientStreamWriter writer = OpenAIClientDialect.Instance.CreateStreamWriter(new ChatRequest());
        ChatChunk chunk = new() { Id = "c", Created = 7, Model = "m", Choices = [new ChunkChoice { Delta = new ChatDelta { Content = "a\nb" } }] };

        Assert.Equal(
            """
            data: {"id":"c","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"content":"a\nb"},"finish_reason":null}]}

            : ping

            data: [DONE]


            """.ReplaceLineEndings("\n"),
            Written(output =>
            {
                writer.Write(chunk, output);
                writer.Ping(output);
                writer.Complete(output);
            }));
    }

    [Fact]
    public void An_error_ends_a_stream_without_the_word_that_says_it_is_whole()
    {
        IClientStreamWriter writer = OpenAIClientDialect.Instance.CreateStreamWriter(new ChatRequest());

        Assert.Equal(
            "data: {\"error\":{\"message\":\"cut\",\"type\":\"upstream_error\",\"code\":\"upstream_error\",\"param\":null},\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
            Written(output => writer.Fail(new GatewayError { Kind = ErrorKind.UpstreamStreamCut, Message = "cut" }, output)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Usage_is_only_for_those_who_asked(bool? asked, bool wanted)
    {
        IClientStreamWriter writer = OpenAIClientDialect.Instance.CreateStreamWriter(
            new ChatRequest { Stream = true, StreamOptions = asked is null ? null : new StreamOptions { IncludeUsage = asked } });

        Assert.Equal(wanted, writer.Wants(new ChatChunk { Usage = new ChatUsage() }));
        Assert.True(writer.Wants(new ChatChunk { Choices = [new ChunkChoice()] }));
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
