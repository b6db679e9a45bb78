using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Anthropic;

/// <summary>What is written in this dialect is read from it with the same meaning, by the translators of the other side.</summary>
public sealed class AnthropicRoundTripProperties
{
    private static readonly UpstreamTarget Target = new() { Model = "m" };

    [Fact]
    public void An_answer_survives() => Prop.ForAll(Messages(), static message =>
    {
        ChatResponse response = new()
        {
            Id = "msg_1",
            Model = "m",
            Choices = [new ChatChoice { Message = message, FinishReason = message.ToolCalls is null ? "stop" : "tool_calls" }],
            Usage = new ChatUsage { PromptTokens = 9, CompletionTokens = 2, TotalTokens = 11, PromptTokensDetails = new PromptTokensDetails { CachedTokens = 3, CacheWriteTokens = 1 } },
        };
        ArrayBufferWriter<byte> written = new();
        new AnthropicClientDialect(null).WriteResponse(response, written);

        ChatResponse read = AnthropicResponse.FromUpstream(written.WrittenMemory);

        Assert.Equal(Describe(message), Describe(read.Choices[0].Message));
        Assert.Equal((response.Choices[0].FinishReason, 9, 2, 3, 1), (read.Choices[0].FinishReason, read.Usage!.PromptTokens, read.Usage.CompletionTokens, read.Usage.PromptTokensDetails!.CachedTokens, read.Usage.PromptTokensDetails.CacheWriteTokens));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_streamed_answer_survives_however_it_is_cut_into_pieces() => Prop.ForAll(Messages(), Gen.Choose(1, 5).ToArbitrary(), static (message, size) =>
    {
        ArrayBufferWriter<byte> written = new();
        IClientStreamWriter writer = new AnthropicClientDialect(null).CreateStreamWriter(new ChatRequest());
        foreach (ChatDelta delta in Deltas(message, size))
        {
            writer.Write(new ChatChunk { Id = "c", Model = "m", Choices = [new ChunkChoice { Delta = delta }] }, written);
        }

        writer.Write(new ChatChunk { Choices = [new ChunkChoice { FinishReason = "stop" }] }, written);
        writer.Complete(written);

        Assert.Equal(Describe(message), Describe(Collect(written.WrittenSpan.ToArray())));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_conversation_survives() => Prop.ForAll(Messages(), static message =>
    {
        ChatRequest request = new()
        {
            Model = "m",
            MaxCompletionTokens = 10,
            Messages =
            [
                new ChatMessage { Role = "system", Content = "Be brief." },
                new ChatMessage { Role = "user", Content = MessageContent.FromParts([ContentPart.OfText("Look"), ContentPart.OfImage("data:image/png;base64,AA==")]) },
                message,
                .. (message.ToolCalls ?? []).Select(static call => new ChatMessage { Role = "tool", ToolCallId = call.Id, Content = "18" }),
                new ChatMessage { Role = "user", Content = "And?" },
            ],
            Tools = [new ToolDefinition { Type = "function", Function = new FunctionDefinition { Name = "f", Description = "d", Parameters = JsonElement.Parse("""{"type":"object"}""") } }],
            ToolChoice = new ToolChoice { Mode = ToolChoice.Function, FunctionName = "f" },
            ParallelToolCalls = false,
            Stop = ["END"],
            Temperature = 0.5,
        };

        ChatRequest read = AnthropicClientDialect.ReadCountRequest(AnthropicRequest.ToUpstream(request, Target).Body).Chat;

        Assert.Equal(request.Messages.Select(Describe), read.Messages.Select(Describe));
        Assert.Equal(("f", "d", """{"type":"object"}"""), (read.Tools![0].Function!.Name, read.Tools[0].Function!.Description, read.Tools[0].Function!.Parameters!.Value.GetRawText()));
        Assert.Equal((request.ToolChoice, false, 0.5, 10), (read.ToolChoice, read.ParallelToolCalls, read.Temperature, read.OutputLimit));
        Assert.Equal(["END"], read.Stop!);
    }).QuickCheckThrowOnFailure();

    /// <summary>Assistant messages with any mix of signed thinking, text and calls, of which there is at least one text or call.</summary>
    private static Arbitrary<ChatMessage> Messages() => ArbMap.Default.ArbFor<(string?, string?, string?[])>().Convert(
        static made => Message(Clean(made.Item1), Clean(made.Item2), [.. (made.Item3 ?? []).Take(3).Select(Clean)]),
        static message => (message.ReasoningContent, message.Content?.Text, []));

    private static ChatMessage Message(string thinking, string text, string[] arguments) => new()
    {
        Role = "assistant",
        Content = !string.IsNullOrWhiteSpace(text) ? MessageContent.FromText(text) : arguments.Length > 0 ? null : MessageContent.FromText("x"),
        ReasoningContent = thinking.Length > 0 ? thinking : null,
        ThinkingBlocks = thinking.Length > 0 ? [new ThinkingBlock { Thinking = thinking, Signature = "s" }] : null,
        ToolCalls = arguments.Length == 0 ? null :
        [
            .. arguments.Select(static (argument, index) => new ToolCall
            {
                Index = index,
                Id = $"toolu_{index}",
                Type = "function",
                Function = new FunctionCall { Name = "f", Arguments = Json(argument) },
            }),
        ],
    };

    private static IEnumerable<ChatDelta> Deltas(ChatMessage message, int size)
    {
        foreach (string piece in Pieces(message.ReasoningContent, size))
        {
            yield return new ChatDelta { ReasoningContent = piece };
        }

        if (message.ThinkingBlocks is not null)
        {
            yield return new ChatDelta { ThinkingBlocks = message.ThinkingBlocks };
        }

        foreach (string piece in Pieces(message.Content?.Text, size))
        {
            yield return new ChatDelta { Content = piece };
        }

        // The pieces of all calls in turn: first one of each, then the next of each.
        IReadOnlyList<ToolCall> calls = message.ToolCalls ?? [];
        string[][] pieces = [.. calls.Select(call => Pieces(call.Function!.Arguments, size).ToArray())];
        for (int i = 0; i < pieces.Select(static list => list.Length).DefaultIfEmpty().Max(); i++)
        {
            for (int call = 0; call < calls.Count; call++)
            {
                if (i < pieces[call].Length)
                {
                    yield return new ChatDelta
                    {
                        ToolCalls = [new ToolCall { Index = call, Id = i == 0 ? calls[call].Id : null, Function = new FunctionCall { Name = i == 0 ? "f" : null, Arguments = pieces[call][i] } }],
                    };
                }
            }
        }
    }

    private static ChatMessage Collect(byte[] stream)
    {
        FrameReader frames = FrameReader.Create(StreamFraming.Sse, new ChoppedStream(stream, 7));
        StringBuilder thinking = new();
        StringBuilder text = new();
        List<ThinkingBlock> blocks = [];
        SortedDictionary<int, ToolCall> calls = [];
        IAsyncEnumerable<StreamItem> items = AnswerStream.ReadAsync(frames, AnthropicDialect.Instance.CreateStreamTranslator(), TestContext.Current.CancellationToken);
        foreach (ChatDelta delta in items.ToBlockingEnumerable(TestContext.Current.CancellationToken).SelectMany(static item => item.Chunks).SelectMany(static chunk => chunk.Choices).Select(static choice => choice.Delta))
        {
            thinking.Append(delta.ReasoningContent);
            text.Append(delta.Content);
            blocks.AddRange(delta.ThinkingBlocks ?? []);
            foreach (ToolCall piece in delta.ToolCalls ?? [])
            {
                calls[piece.Index!.Value] = calls.TryGetValue(piece.Index.Value, out ToolCall? call)
                    ? call with { Function = call.Function! with { Arguments = call.Function.Arguments + piece.Function!.Arguments } }
                    : piece;
            }
        }

        return new ChatMessage
        {
            Role = "assistant",
            Content = text.Length > 0 ? MessageContent.FromText(text.ToString()) : null,
            ReasoningContent = thinking.Length > 0 ? thinking.ToString() : null,
            ThinkingBlocks = blocks.Count > 0 ? blocks : null,
            ToolCalls = calls.Count > 0 ? [.. calls.Values] : null,
        };
    }

    private static IEnumerable<string> Pieces(string? text, int size) => (text ?? "").EnumerateRunes().Chunk(size).Select(static runes => string.Concat(runes));

    private static string Json(string argument) => $$"""{"a":{{JsonEncodedQuote(argument)}}}""";

    private static string JsonEncodedQuote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // JSON cannot carry half a surrogate pair.
    private static string Clean(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static string Describe(ChatMessage message) => string.Join('|',
        message.Role,
        string.Join(',', message.Content?.AsParts().Select(static part => part.Text ?? part.ImageUrl?.Url) ?? []),
        message.ReasoningContent,
        string.Join(',', message.ThinkingBlocks?.Select(static block => $"{block.Type} {block.Thinking} {block.Signature}") ?? []),
        string.Join(',', message.ToolCalls?.Select(static call => $"{call.Id} {call.Function!.Name} {JsonElement.Parse(call.Function.Arguments!).GetProperty("a").GetString()}") ?? []),
        message.ToolCallId);
}
