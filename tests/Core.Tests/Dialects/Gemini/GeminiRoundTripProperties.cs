using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Gemini;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Gemini;

/// <summary>Both sides of the dialect agree: what one writes the other reads as what it was.</summary>
public sealed class GeminiRoundTripProperties
{
    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_request_that_is_written_for_Gemini_is_read_as_what_it_was(int seed)
    {
        ChatRequest request = Request(new Random(seed));

        ReadOnlyMemory<byte> body = GeminiDialect.Instance.ToUpstream(request, new UpstreamTarget { Model = "gemini-2.5-flash" }).Body;
        ChatRequest read = GeminiClientDialect.ReadRequest(body, "gemini-2.5-flash", isStreaming: false).Request.Chat;

        Assert.Equal(request.Messages.Select(Meaning), read.Messages.Select(Meaning));
        Assert.Equal((request.Temperature, request.TopP, request.TopK, request.OutputLimit, request.Seed, request.N), (read.Temperature, read.TopP, read.TopK, read.OutputLimit, read.Seed, read.N));
        Assert.Equal(request.Stop ?? [], read.Stop ?? []);
        Assert.Equal(request.Tools?.Select(static tool => tool.Function!.Name + tool.Function.Parameters?.GetRawText()), read.Tools?.Select(static tool => tool.Function!.Name + tool.Function.Parameters?.GetRawText()));
        Assert.Equal((request.ToolChoice?.Mode, request.ToolChoice?.FunctionName), (read.ToolChoice?.Mode, read.ToolChoice?.FunctionName));
        Assert.Equal((request.ResponseFormat?.Type, request.ResponseFormat?.JsonSchema?.Schema?.GetRawText()), (read.ResponseFormat?.Type, read.ResponseFormat?.JsonSchema?.Schema?.GetRawText()));
        Assert.Equal(request.ReasoningEffort, read.ReasoningEffort);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_answer_that_is_written_for_an_app_is_read_as_what_it_was(int seed)
    {
        Random random = new(seed);
        ChatMessage message = Assistant(random, withReasoning: true);
        ChatResponse response = new()
        {
            Id = "r",
            Model = "m",
            Choices = [new ChatChoice { Message = message, FinishReason = message.ToolCalls is null ? FinishReasons.Stop : FinishReasons.ToolCalls }],
            Usage = new ChatUsage { PromptTokens = random.Next(100), CompletionTokens = random.Next(50, 100), TotalTokens = 200, CompletionTokensDetails = new CompletionTokensDetails { ReasoningTokens = random.Next(50) } },
        };
        ArrayBufferWriter<byte> output = new();
        new GeminiClientDialect(asArray: false, includesThoughts: true).WriteResponse(response, output);

        ChatResponse read = GeminiDialect.Instance.FromUpstream(output.WrittenMemory);

        Assert.Equal(Meaning(message), Meaning(read.Choices[0].Message));
        Assert.Equal((response.Id, response.Model, response.Choices[0].FinishReason), (read.Id, read.Model, read.Choices[0].FinishReason));
        Assert.Equal(response.Usage, read.Usage);
    }

    private static ChatRequest Request(Random random)
    {
        List<ChatMessage> messages = random.Next(2) == 0 ? [] : [new ChatMessage { Role = "system", Content = Text(random) }];
        for (int i = 0; i < random.Next(1, 4); i++)
        {
            messages.Add(User(random));
            ChatMessage assistant = Assistant(random, withReasoning: false);
            messages.Add(assistant);
            messages.AddRange((assistant.ToolCalls ?? []).Select(call => new ChatMessage { Role = "tool", ToolCallId = call.Id, Content = $$"""{"r":{{random.Next(100)}}}""" }));
        }

        messages.Add(User(random));
        ToolDefinition[] tools = [.. Enumerable.Range(0, random.Next(3)).Select(static index => new ToolDefinition
        {
            Type = ToolDefinition.FunctionType,
            Function = new FunctionDefinition { Name = $"f{index}", Parameters = JsonElement.Parse("""{"type":"object","properties":{"a_b":{"type":"string"}}}""") },
        })];
        return new ChatRequest
        {
            Model = "gemini-2.5-flash",
            Messages = messages,
            Temperature = random.Next(2) == 0 ? null : random.Next(20) / 10.0,
            TopP = random.Next(2) == 0 ? null : random.Next(10) / 10.0,
            TopK = random.Next(2) == 0 ? null : random.Next(1, 100),
            MaxCompletionTokens = random.Next(2) == 0 ? null : random.Next(1, 1000),
            Seed = random.Next(2) == 0 ? null : random.Next(),
            N = random.Next(2) == 0 ? null : random.Next(2, 5),
            Stop = random.Next(2) == 0 ? null : [Text(random)],
            Tools = tools.Length == 0 ? null : tools,
            ToolChoice = tools.Length == 0 ? null : random.Next(4) switch
            {
                0 => null,
                1 => new ToolChoice { Mode = ToolChoice.Auto },
                2 => new ToolChoice { Mode = ToolChoice.Required },
                _ => new ToolChoice { Mode = ToolChoice.Function, FunctionName = "f0" },
            },
            ReasoningEffort = random.Next(4) switch { 0 => null, 1 => "none", 2 => "medium", _ => "high" },
            ResponseFormat = random.Next(3) switch
            {
                0 => null,
                1 => new ResponseFormat { Type = ResponseFormat.JsonObjectType },
                _ => new ResponseFormat { Type = ResponseFormat.JsonSchemaType, JsonSchema = new JsonSchemaFormat { Name = "x", Schema = JsonElement.Parse("""{"type":"object"}""") } },
            },
        };
    }

    private static ChatMessage User(Random random) => new()
    {
        Role = "user",
        Content = random.Next(2) == 0 ? MessageContent.FromText(Text(random)) : MessageContent.FromParts([ContentPart.OfText(Text(random)), ContentPart.OfImage("data:image/png;base64,QUJD")]),
    };

    private static ChatMessage Assistant(Random random, bool withReasoning)
    {
        int calls = random.Next(3);
        return new ChatMessage
        {
            Role = "assistant",
            Content = calls == 0 || random.Next(2) == 0 ? MessageContent.FromText(Text(random)) : null,
            ReasoningContent = withReasoning && random.Next(2) == 0 ? Text(random) : null,
            ToolCalls = calls == 0 ? null : [.. Enumerable.Range(0, calls).Select(index => new ToolCall
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"call_{random.Next()}"),
                Type = ToolDefinition.FunctionType,
                Function = new FunctionCall { Name = $"f{index}", Arguments = JsonSerializer.Serialize(new Dictionary<string, string> { ["a_b"] = Text(random) }, GeminiTestJson.Default.DictionaryStringString) },
            })],
        };
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => ((string[])["a", "ß", "\"", "\n", "你", "{", "_", "🙂"])[random.Next(8)]));

    private static string Meaning(ChatMessage message)
    {
        StringBuilder meaning = new();
        meaning.Append(CultureInfo.InvariantCulture, $"{message.Role}|{message.Content?.AsText()}|{message.ReasoningContent}|{message.ToolCallId}");
        foreach (string? url in (message.Content?.Parts ?? []).Select(static part => part.ImageUrl?.Url).Where(static url => url is not null))
        {
            meaning.Append('|').Append(url);
        }

        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            meaning.Append(CultureInfo.InvariantCulture, $"|{call.Id} {call.Function!.Name} {JsonElement.Parse(call.Function.Arguments!).GetProperty("a_b").GetString()}");
        }

        return meaning.ToString();
    }
}
