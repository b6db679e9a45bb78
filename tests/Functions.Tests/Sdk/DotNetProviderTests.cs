using System.ClientModel;
using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Chat;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>OpenAI's .NET library against models of every provider dialect, played by aimock: only the base URL is the gateway's.</summary>
public sealed class DotNetProviderTests(MockedGateway mocked) : IClassFixture<MockedGateway>
{
    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(
        "get_weather",
        "Tells the weather.",
        BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string"}},"required":["city"]}"""));

    private static readonly ChatResponseFormat Person = ChatResponseFormat.CreateJsonSchemaFormat(
        "person",
        BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}"""),
        jsonSchemaIsStrict: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Models() => ["gpt-4.1-mini", "claude-sonnet-4-6", "gemini-2.5-flash", "cohere/command-a-vision-07-2025", "ollama/llama3.2", "deepseek/deepseek-chat"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_chat_is_answered(string model)
    {
        ChatCompletion answer = await Client(model).CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Say hello")], null, Cancel);

        Assert.Equal("Hello from the mock: grüße, 你好.", answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(ChatMessageRole.Assistant, answer.Role);
        // The mock has no counts for Ollama.
        Assert.Equal(model.StartsWith("ollama", StringComparison.Ordinal) ? (0, 0, 0) : (11, 7, 18), (answer.Usage.InputTokenCount, answer.Usage.OutputTokenCount, answer.Usage.TotalTokenCount));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_chat_comes_in_pieces(string model)
    {
        List<string> pieces = [];
        List<ChatFinishReason> reasons = [];
        ChatTokenUsage? usage = null;
        await foreach (StreamingChatCompletionUpdate update in Client(model).CompleteChatStreamingAsync([new UserChatMessage("Say hello")], null, Cancel))
        {
            pieces.AddRange(update.ContentUpdate.Select(static part => part.Text).Where(static text => text.Length > 0));
            reasons.AddRange(update.FinishReason is { } reason ? [reason] : []);
            usage = update.Usage ?? usage;
        }

        Assert.Equal("Hello from the mock: grüße, 你好.", string.Concat(pieces));
        Assert.True(pieces.Count > 2);
        Assert.Equal([ChatFinishReason.Stop], reasons);
        // The library asks for it.
        Assert.NotNull(usage);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_tool_is_called_and_its_result_answered(string model)
    {
        List<ChatMessage> messages = [new UserChatMessage("How warm is it in Paris?")];
        ChatCompletion first = await Client(model).CompleteChatAsync(messages, WithTools(), Cancel);

        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        ChatToolCall call = Assert.Single(first.ToolCalls);
        Assert.Equal("get_weather", call.FunctionName);
        AssertJson("""{"city":"Paris","unit":"\"C\""}""", call.FunctionArguments.ToString());

        messages.Add(new AssistantChatMessage(first));
        messages.Add(new ToolChatMessage(call.Id, """{"degrees":18}"""));
        ChatCompletion second = await Client(model).CompleteChatAsync(messages, WithTools(), Cancel);

        Assert.Equal("It is 18 degrees in Paris.", second.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Streamed_tool_calls_are_put_together_by_their_index(string model)
    {
        SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> calls = [];
        ChatFinishReason? reason = null;
        await foreach (StreamingChatCompletionUpdate update in Client(model).CompleteChatStreamingAsync([new UserChatMessage("How warm is it in both?")], WithTools(), Cancel))
        {
            reason = update.FinishReason ?? reason;
            foreach (StreamingChatToolCallUpdate piece in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(piece.Index, out (string Id, string Name, StringBuilder Arguments) call))
                {
                    calls.Add(piece.Index, call = (piece.ToolCallId, piece.FunctionName, new StringBuilder()));
                }

                call.Arguments.Append(piece.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, reason);
        Assert.Equal([0, 1], calls.Keys);
        Assert.All(calls.Values, static call => Assert.Equal("get_weather", call.Name));
        Assert.Equal(2, calls.Values.Select(static call => call.Id).Where(static id => !string.IsNullOrEmpty(id)).Distinct().Count());
        AssertJson("""{"city":"Paris"}""", calls[0].Arguments.ToString());
        AssertJson("""{"city":"Oslo"}""", calls[1].Arguments.ToString());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_json_schema_reaches_the_provider_and_its_answer_the_app(string model)
    {
        string marker = $"Invent a person {Guid.NewGuid():N}";
        ChatCompletion answer = await Client(model).CompleteChatAsync([new UserChatMessage(marker)], new ChatCompletionOptions { ResponseFormat = Person }, Cancel);

        AssertJson("""{"name":"Ada","age":36}""", answer.Content[0].Text);
        (_, string body) = await mocked.ReceivedAsync(marker);
        string field = ProviderOf(model) switch
        {
            "anthropic" => "output_config",
            "gemini" => "generationConfig",
            "ollama" => "format",
            _ => "response_format",
        };
        Assert.Contains("\"age\"", JsonNode.Parse(body)![field]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_image_reaches_the_provider_in_its_own_form(string model)
    {
        byte[] picture = Guid.NewGuid().ToByteArray();
        ChatMessageContentPart[] parts = [ChatMessageContentPart.CreateTextPart("What is in the picture?"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(picture), "image/png")];

        ChatCompletion answer = await Client(model).CompleteChatAsync([new UserChatMessage(parts)], null, Cancel);

        Assert.Equal("A red square.", answer.Content[0].Text);
        string data = Convert.ToBase64String(picture);
        (_, string body) = await mocked.ReceivedAsync(data);
        string expected = ProviderOf(model) switch
        {
            "anthropic" => $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{data}}}"}}""",
            "gemini" => $$$"""{"inlineData":{"mimeType":"image/png","data":"{{{data}}}"}}""",
            "ollama" => $"""["{data}"]""",
            _ => $$$"""{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{data}}}"}}""",
        };
        Assert.Contains(expected, body);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_image_by_its_address_reaches_the_providers_that_fetch_them(string model)
    {
        Uri address = new($"https://example.com/{Guid.NewGuid():N}.png");
        ChatMessageContentPart[] parts = [ChatMessageContentPart.CreateTextPart("What is in the picture?"), ChatMessageContentPart.CreateImagePart(address)];
        Task<ClientResult<ChatCompletion>> work = Client(model).CompleteChatAsync([new UserChatMessage(parts)], null, Cancel);

        if (ProviderOf(model) == "ollama")
        {
            ClientResultException refusal = await Assert.ThrowsAsync<ClientResultException>(() => work);
            Assert.Equal(400, refusal.Status);
            Assert.Contains("messages[0].content[1].image_url.url", refusal.Message);
            return;
        }

        Assert.Equal("A red square.", (await work).Value.Content[0].Text);
        Assert.Contains(address.ToString(), (await mocked.ReceivedAsync(address.ToString())).Body);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_rate_limit_is_429_with_the_time_to_wait(string model)
    {
        ClientResultException failure = await FailureAsync(model, "Be overloaded");

        Assert.Equal(429, failure.Status);
        Assert.True(failure.GetRawResponse()!.Headers.TryGetValue("Retry-After", out string? delay));
        Assert.Equal("7", delay);
        Assert.Contains("Slow down.", failure.Message);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_request_that_the_provider_refuses_is_400(string model)
    {
        ClientResultException failure = await FailureAsync(model, "Find it wrong");

        Assert.Equal(400, failure.Status);
        Assert.Contains("The temperature is too high.", failure.Message);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_provider_that_fails_is_502(string model) => Assert.Equal(502, (await FailureAsync(model, "Break down")).Status);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_that_is_cut_does_not_look_whole(string model)
    {
        StringBuilder text = new();
        List<ChatFinishReason> reasons = [];
        // The library knows no errors in streams; it is the finish reason that stops it.
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
        {
            await foreach (StreamingChatCompletionUpdate update in Client(model).CompleteChatStreamingAsync([new UserChatMessage("Say half of it")], null, Cancel))
            {
                text.AppendJoin("", update.ContentUpdate.Select(static part => part.Text));
                reasons.AddRange(update.FinishReason is { } reason ? [reason] : []);
            }
        });

        Assert.StartsWith("This sentence", text.ToString());
        Assert.Empty(reasons);
    }

    private static ChatCompletionOptions WithTools() => new() { Tools = { Weather } };

    private static string ProviderOf(string model) =>
        model.StartsWith("claude", StringComparison.Ordinal) ? "anthropic" : model.Split('/', '-')[0];

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);

    private ChatClient Client(string model) => mocked.Gateway.Client().GetChatClient(model);

    private Task<ClientResultException> FailureAsync(string model, string message) =>
        Assert.ThrowsAsync<ClientResultException>(() => Client(model).CompleteChatAsync([new UserChatMessage(message)], null, Cancel));
}
