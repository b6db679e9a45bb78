using System.Buffers;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Ollama;

/// <summary>What the client side writes, the provider side reads, and the other way round: the meaning stays.</summary>
public sealed class OllamaRoundTripProperties
{
    private static readonly Gen<string> Texts = Gen.Elements("a", "Héllo 世界 👋🏽", "\"quoted\" \\ \n\t", "{\"city\":\"São Paulo\"}", "\u0001\u2028<&>");

    private static readonly Gen<string> Arguments = Gen.Elements("{}", "{\"a\":1}", "{\"a\":\"\\\"\",\"b\":[null,{\"c\":1.50}]}", "{ \"space\" : true }");

    private static readonly Gen<ChatMessage> Answers =
        from content in Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(static text => (string?)text))
        from thinking in Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(static text => (string?)text))
        from arguments in Gen.ListOf(Arguments)
        select new ChatMessage
        {
            Role = "assistant",
            Content = content is null ? null : MessageContent.FromText(content),
            ReasoningContent = thinking,
            ToolCalls = arguments.Count == 0 ? null : [.. arguments.Select(static (text, i) => OllamaAnswerTests.Call(null, $"id_{i}", $"tool_{i}", text))],
        };

    [Fact]
    public void A_whole_answer_is_read_as_it_was_written() => Prop.ForAll(Answers.ToArbitrary(), Gen.Elements("stop", "length", "content_filter").ToArbitrary(), (message, reason) =>
    {
        ChatResponse response = new() { Model = "m", Choices = [new ChatChoice { Message = message, FinishReason = reason }], Usage = new ChatUsage { PromptTokens = 7, CompletionTokens = 4, TotalTokens = 11 } };
        ArrayBufferWriter<byte> output = new();
        OllamaClientDialect.Chat.WriteResponse(response, output);
        ChatResponse read = OllamaDialect.Instance.FromUpstream(output.WrittenMemory);

        AssertSame(message, read.Choices[0].Message);
        Assert.Equal(FinishReasons.Resolve(reason, message.ToolCalls is not null), read.Choices[0].FinishReason);
        Assert.Equal((7, 4), (read.Usage!.PromptTokens, read.Usage.CompletionTokens));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_streamed_answer_is_read_as_it_was_written() => Prop.ForAll(Answers.ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (message, size) =>
    {
        ArrayBufferWriter<byte> output = new();
        IClientStreamWriter writer = OllamaClientDialect.Chat.CreateStreamWriter(new ChatRequest());
        foreach (ChatDelta delta in Deltas(message, size))
        {
            writer.Write(new ChatChunk { Model = "m", Choices = [new ChunkChoice { Delta = delta }] }, output);
        }

        writer.Write(new ChatChunk { Model = "m", Choices = [new ChunkChoice { FinishReason = "stop" }] }, output);
        writer.Complete(output);
        AssertSame(message, Read(output.WrittenMemory));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_conversation_is_written_as_it_was_read() => Prop.ForAll(Answers.ToArbitrary(), Texts.ToArbitrary(), (message, text) =>
    {
        ChatRequest request = new()
        {
            Model = "m",
            Messages = [new ChatMessage { Role = "user", Content = MessageContent.FromParts([ContentPart.OfText(text), ContentPart.OfImage("data:image/jpeg;base64,/9j/4AAQ")]) }, message, .. Results(message)],
            Temperature = 0.25,
            MaxTokens = 9,
            Stop = [text],
            ReasoningEffort = "low",
            Extra = new Dictionary<string, JsonElement> { ["keep_alive"] = JsonElement.Parse("5"), ["options"] = JsonElement.Parse("{\"num_ctx\":1}") },
        };
        UpstreamRequest upstream = OllamaDialect.Instance.ToUpstream(request, new UpstreamTarget { Model = "m" });
        ChatRequest read = OllamaClientDialect.Chat.ReadRequest(upstream.Body).Chat;

        Assert.Equal((0.25, 9, "low"), (read.Temperature, read.OutputLimit, read.ReasoningEffort));
        Assert.Equal([text], read.Stop!);
        Assert.Equal(("5", "{\"num_ctx\":1}"), (read.Extra!["keep_alive"].GetRawText(), read.Extra["options"].GetRawText()));
        Assert.Equal([text, null], read.Messages[0].Content!.Parts!.Select(static part => part.Text));
        Assert.Equal("data:image/jpeg;base64,/9j/4AAQ", read.Messages[0].Content!.Parts![1].ImageUrl!.Url);
        AssertSame(message, read.Messages[1]);
        Assert.Equal(Results(message).Select(static result => result.ToolCallId), read.Messages.Skip(2).Select(static result => result.ToolCallId));
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<ChatMessage> Results(ChatMessage message) =>
        (message.ToolCalls ?? []).Reverse().Select(static call => new ChatMessage { Role = "tool", ToolCallId = call.Id, Content = "done" });

    private static IEnumerable<ChatDelta> Deltas(ChatMessage message, int size)
    {
        foreach (string piece in Pieces(message.ReasoningContent, size))
        {
            yield return new ChatDelta { ReasoningContent = piece };
        }

        foreach (string piece in Pieces(message.Content?.Text, size))
        {
            yield return new ChatDelta { Content = piece };
        }

        for (int i = 0; i < message.ToolCalls?.Count; i++)
        {
            ToolCall call = message.ToolCalls[i];
            yield return new ChatDelta { ToolCalls = [OllamaAnswerTests.Call(i, call.Id, call.Function!.Name, "")] };
            foreach (string piece in Pieces(call.Function.Arguments, size))
            {
                yield return new ChatDelta { ToolCalls = [OllamaAnswerTests.Call(i, null, null, piece)] };
            }
        }
    }

    // By runes: providers do not send half of a character.
    private static IEnumerable<string> Pieces(string? text, int size) =>
        (text ?? "").EnumerateRunes().Select(static rune => rune.ToString()).Chunk(size).Select(static runes => string.Concat(runes));

    private static ChatMessage Read(ReadOnlyMemory<byte> lines)
    {
        IStreamTranslator translator = OllamaDialect.Instance.CreateStreamTranslator();
        List<ChatDelta> deltas = [];
        for (ReadOnlyMemory<byte> rest = lines; !rest.IsEmpty;)
        {
            int length = rest.Span.IndexOf((byte)'\n') + 1;
            deltas.AddRange(translator.Translate(new StreamFrame(null, rest[..(length - 1)], rest[..length])).SelectMany(static chunk => chunk.Choices).Select(static choice => choice.Delta));
            rest = rest[length..];
        }

        Assert.True(translator.IsComplete);
        List<ToolCall> calls = [.. deltas.SelectMany(static delta => delta.ToolCalls ?? [])];
        return new ChatMessage
        {
            Content = string.Concat(deltas.Select(static delta => delta.Content)),
            ReasoningContent = string.Concat(deltas.Select(static delta => delta.ReasoningContent)),
            ToolCalls = calls.Count == 0 ? null : calls,
        };
    }

    private static void AssertSame(ChatMessage expected, ChatMessage actual)
    {
        Assert.Equal(expected.Content?.Text ?? "", actual.Content?.Text ?? "");
        Assert.Equal(expected.ReasoningContent ?? "", actual.ReasoningContent ?? "");
        Assert.Equal(
            (expected.ToolCalls ?? []).Select(static call => (call.Id, call.Function!.Name, Compact(call.Function.Arguments!))),
            (actual.ToolCalls ?? []).Select(static call => (call.Id, call.Function!.Name, Compact(call.Function.Arguments!))));
    }

    private static string Compact(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString();
}
