using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Conversations;
using LlmFunctions.Dialects.Responses;
using Xunit;

namespace LlmFunctions.Tests.Dialects.Responses;

/// <summary>Whatever a model answers is, on the next turn, the same answer again: signatures and all.</summary>
public sealed class ResponsesRoundTripProperties
{
    [Fact]
    public void An_answer_that_is_sent_back_keeps_its_meaning() => Prop.ForAll(Messages(), static message =>
    {
        JsonElement answer = Spoken.To(Spoken.Hi).Answer(message, "stop");

        Assert.Equal(Describe(message), Describe(SentBack(answer.GetProperty("output"))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_streamed_answer_keeps_its_meaning_however_it_is_cut_into_pieces() => Prop.ForAll(Messages(), Gen.Choose(1, 5).ToArbitrary(), static (message, size) =>
    {
        ChatChunk[] chunks = [.. Deltas(message, size).Select(static delta => Spoken.Chunk(delta)), Spoken.Chunk(new ChatDelta(), "stop")];
        JsonElement answer = Spoken.To(Spoken.Hi).Stream(chunks)[^1].GetProperty("response");

        Assert.Equal(Describe(message), Describe(SentBack(answer.GetProperty("output"))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_events_of_an_item_are_those_of_its_end() => Prop.ForAll(Messages(), Gen.Choose(1, 5).ToArbitrary(), static (message, size) =>
    {
        IReadOnlyList<JsonElement> events = Spoken.To(Spoken.Hi).Stream([.. Deltas(message, size).Select(static delta => Spoken.Chunk(delta)), Spoken.Chunk(new ChatDelta(), "stop")]);
        JsonElement[] items = [.. events[^1].GetProperty("response").GetProperty("output").EnumerateArray()];

        for (int i = 0; i < items.Length; i++)
        {
            JsonElement[] own = [.. events.Where(data => data.TryGetProperty("output_index", out JsonElement index) && index.GetInt32() == i)];
            Assert.Equal(("response.output_item.added", "response.output_item.done"), (own[0].GetProperty("type").GetString(), own[^1].GetProperty("type").GetString()));
            Assert.True(JsonElement.DeepEquals(items[i], own[^1].GetProperty("item")));
            Assert.All(own[1..^1], data => Assert.Equal(items[i].GetProperty("id").GetString(), data.GetProperty("item_id").GetString()));
            string pieces = string.Concat(own.Where(static data => data.TryGetProperty("delta", out _)).Select(static data => data.GetProperty("delta").GetString()));
            Assert.Equal(TextOf(items[i]), pieces);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_conversation_that_is_kept_keeps_its_meaning() => Prop.ForAll(Messages(), Messages(), static (first, second) =>
    {
        Spoken one = Spoken.To(Spoken.Hi);
        one.Answer(first, "stop");
        Conversation afterOne = one.Next();
        Spoken two = Spoken.To(Body("previous_response_id", Results(first, "{\"role\":\"user\",\"content\":\"And?\"}")), afterOne);
        two.Answer(second, "stop");

        IReadOnlyList<ChatMessage> messages = Spoken.To(Body("previous_response_id", Results(second, "{\"role\":\"user\",\"content\":\"Well?\"}")), two.Next(afterOne)).Chat.Messages;

        Assert.Equal([Describe(first), Describe(second)], messages.Where(static message => message.Role == "assistant").Select(Describe));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_changed_on_the_way_is_no_seal() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), static text =>
    {
        string sealedText = new ResponsesSeal { Block = new ThinkingBlock { Thinking = "hm", Signature = "s" } }.Write();
        Assert.Null(ResponsesSeal.Read(sealedText[..^3]));
        Assert.Null(ResponsesSeal.Read("llmf1." + text));
    }).QuickCheckThrowOnFailure();

    private static ChatMessage SentBack(JsonElement output)
    {
        IEnumerable<string> results = output.EnumerateArray().Where(static item => item.GetProperty("type").ValueEquals("function_call"))
            .Select(static item => $$"""{"type":"function_call_output","call_id":{{item.GetProperty("call_id").GetRawText()}},"output":"x"}""");
        string items = string.Join(',', [.. output.EnumerateArray().Select(static item => item.GetRawText()), .. results]);
        return Spoken.To($$"""{"model":"m","input":[{{items}}]}""").Chat.Messages[0];
    }

    private static string Results(ChatMessage message, string last) =>
        string.Join(',', [.. (message.ToolCalls ?? []).Select(static call => $$"""{"type":"function_call_output","call_id":"{{call.Id}}","output":"x"}"""), last]);

    private static string Body(string field, string items) => $$"""{"model":"m","{{field}}":"resp_x","input":[{{items}}]}""";

    private static string TextOf(JsonElement item) => item.GetProperty("type").GetString() switch
    {
        "function_call" => item.GetProperty("arguments").GetString()!,
        "reasoning" => string.Concat(item.GetProperty("summary").EnumerateArray().Select(static part => part.GetProperty("text").GetString())),
        _ => string.Concat(item.GetProperty("content").EnumerateArray().Select(static part => part.GetProperty("text").GetString())),
    };

    /// <summary>Answers with any mix of signed and unsigned thinking, text and calls, of which there is at least one text or call.</summary>
    private static Arbitrary<ChatMessage> Messages() => ArbMap.Default.ArbFor<(string?, string?, string?[], bool)>().Convert(
        static made => Message(Clean(made.Item1), Clean(made.Item2), [.. (made.Item3 ?? []).Take(3).Select(Clean)], made.Item4),
        static message => (message.ReasoningContent, message.Content?.Text, [], message.ThinkingBlocks is not null));

    private static ChatMessage Message(string thinking, string text, string[] arguments, bool isSigned) => new()
    {
        Role = "assistant",
        Content = text.Length > 0 ? MessageContent.FromText(text) : arguments.Length > 0 ? null : MessageContent.FromText("x"),
        ReasoningContent = thinking.Length > 0 ? thinking : null,
        ThinkingBlocks = isSigned && thinking.Length > 0
            ? [new ThinkingBlock { Thinking = thinking, Signature = "s", Extra = Bag("format") }, new ThinkingBlock { Type = "redacted_thinking", Data = "d" }]
            : null,
        ToolCalls = arguments.Length == 0 ? null :
        [
            .. arguments.Select((argument, index) => new ToolCall
            {
                Index = index,
                Id = $"call_{index}",
                Type = "function",
                Function = new FunctionCall { Name = "f", Arguments = $$"""{"a":"{{JsonEncodedText.Encode(argument)}}"}""" },
                Extra = isSigned && index == 0 ? Bag("extra_content") : null,
            }),
        ],
        Extra = isSigned && text.Length > 0 ? Bag("extra_content") : null,
    };

    private static Dictionary<string, JsonElement> Bag(string name) => new() { [name] = JsonElement.Parse("""{"x":{"s":"é"}}""") };

    private static IEnumerable<ChatDelta> Deltas(ChatMessage message, int size)
    {
        foreach (string piece in Pieces(message.ReasoningContent, size))
        {
            yield return new ChatDelta { ReasoningContent = piece };
        }

        foreach (ThinkingBlock block in message.ThinkingBlocks ?? [])
        {
            yield return new ChatDelta { ThinkingBlocks = [block] };
        }

        foreach (string piece in Pieces(message.Content?.Text, size))
        {
            yield return new ChatDelta { Content = piece };
        }

        if (message.Extra is not null)
        {
            yield return new ChatDelta { Extra = message.Extra };
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
                        ToolCalls = [new ToolCall { Index = call, Id = i == 0 ? calls[call].Id : null, Extra = i == 0 ? calls[call].Extra : null, Function = new FunctionCall { Name = i == 0 ? "f" : null, Arguments = pieces[call][i] } }],
                    };
                }
            }
        }
    }

    private static IEnumerable<string> Pieces(string? text, int size) => (text ?? "").EnumerateRunes().Chunk(size).Select(static runes => string.Concat(runes));

    // JSON cannot carry half a surrogate pair.
    private static string Clean(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static string Describe(ChatMessage message) => string.Join('|',
        message.Content?.AsText(),
        message.ReasoningContent,
        string.Join(',', message.ThinkingBlocks?.Select(static block => JsonSerializer.Serialize(block, ChatJson.Strict.ThinkingBlock)) ?? []),
        string.Join(',', message.ToolCalls?.Select(static call => $"{call.Id} {call.Function!.Name} {call.Function.Arguments} {Bag(call.Extra)}") ?? []),
        Bag(message.Extra));

    private static string Bag(IDictionary<string, JsonElement>? extra) => extra is null ? "" : string.Concat(extra.Select(static field => field.Key + field.Value.GetRawText()));
}
