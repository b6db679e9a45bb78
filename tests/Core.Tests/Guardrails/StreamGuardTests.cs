using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Guardrails;
using LlmFunctions.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Guardrails;

public sealed class StreamGuardTests
{
    private const string Answer = "Dear [EMAIL_1], [EMAIL_2] [and] [EMAIL_10 said [EMAIL_1]! [EMAIL_";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Placeholders_are_put_back_however_they_are_split(int size)
    {
        Placeholders hidden = new(static _ => false);
        hidden.Hide("jane@example.org joe@example.org", [PersonalData.Email]);
        List<ChatChunk> chunks = [.. Answer.Chunk(size).Select(static piece => Piece(new ChatDelta { Content = new string(piece) })), Piece(new ChatDelta(), "stop")];

        List<StreamItem> items = await RunAsync(new StreamGuard(null, hidden), chunks);

        Assert.Equal("Dear jane@example.org, joe@example.org [and] [EMAIL_10 said jane@example.org! [EMAIL_", TextOf(items));
        Assert.True(items[^1].IsLast);
        Assert.Single(items, static item => item.IsLast);
    }

    [Fact]
    public async Task Arguments_of_several_calls_are_put_back_each_for_itself()
    {
        Placeholders hidden = new(static _ => false);
        hidden.Hide("jane@example.org", [PersonalData.Email]);
        static ChatDelta Call(int index, string arguments) => new() { ToolCalls = [new ToolCall { Index = index, Function = new FunctionCall { Arguments = arguments } }] };

        List<StreamItem> items = await RunAsync(
            new StreamGuard(null, hidden),
            [Piece(Call(0, "{\"to\":\"[EMA")), Piece(Call(1, "[\"[EMAIL")), Piece(Call(0, "IL_1]\"}")), Piece(Call(1, "_1]\",\"[EM")), Piece(new ChatDelta(), "tool_calls")]);

        Assert.Equal("{\"to\":\"jane@example.org\"}", ArgumentsOf(items, 0));
        Assert.Equal("[\"jane@example.org\",\"[EM", ArgumentsOf(items, 1));
    }

    [Fact]
    public async Task What_waits_comes_even_if_the_stream_does_not_say_why_it_ends()
    {
        Placeholders hidden = new(static _ => false);
        hidden.Hide("jane@example.org", [PersonalData.Email]);
        Assert.Equal("a [EMAIL", TextOf(await RunAsync(new StreamGuard(null, hidden), [Piece(new ChatDelta { Content = "a [EMAIL" })])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_answer_that_is_denied_ends_in_an_error_wherever_it_is_split(int size)
    {
        Guard guard = new(new GuardOptions { DenyAnswers = ["top +secret"] });
        List<ChatChunk> chunks = [.. "This is TOP  secret, really".Chunk(size).Select(static piece => Piece(new ChatDelta { Content = new string(piece) }))];

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => RunAsync(new StreamGuard(guard, null), chunks));

        Assert.Equal(ErrorKind.ContentPolicy, exception.Error.Kind);
    }

    [Fact]
    public async Task Arguments_that_are_denied_end_the_stream_though_those_of_another_call_come_between()
    {
        static ChatChunk Call(int index, string arguments) => Piece(new ChatDelta { ToolCalls = [new ToolCall { Index = index, Function = new FunctionCall { Arguments = arguments } }] });
        Guard guard = new(new GuardOptions { DenyAnswers = ["top secret"] });

        await RunAsync(new StreamGuard(guard, null), [Call(0, "{\"a\":\"top "), Call(1, "secret")]);
        await Assert.ThrowsAsync<GatewayException>(() => RunAsync(new StreamGuard(guard, null), [Call(0, "{\"a\":\"top "), Call(1, "other"), Call(0, "secret\"}")]));
    }

    [Fact]
    public async Task Reasoning_that_may_be_signed_comes_as_it_is()
    {
        Placeholders hidden = new(static _ => false);
        hidden.Hide("jane@example.org", [PersonalData.Email]);

        List<StreamItem> items = await RunAsync(new StreamGuard(null, hidden), [Piece(new ChatDelta { ReasoningContent = "About [EMAIL_1]", Content = "Dear [EMAIL_1]" })]);

        Assert.Equal("Dear jane@example.org", TextOf(items));
        Assert.Equal("About [EMAIL_1]", items[0].Chunks[0].Choices[0].Delta.ReasoningContent);
    }

    [Fact]
    public async Task An_answer_may_have_as_many_characters_as_are_allowed_and_no_more()
    {
        Guard guard = new(new GuardOptions { MaxAnswerCharacters = 10 });
        Assert.Equal("0123456789", TextOf(await RunAsync(new StreamGuard(guard, null), [Piece(new ChatDelta { Content = "01234" }), Piece(new ChatDelta { Content = "56789" })])));
        await Assert.ThrowsAsync<GatewayException>(() => RunAsync(new StreamGuard(guard, null), [Piece(new ChatDelta { Content = "01234" }), Piece(new ChatDelta { Content = "567890" })]));
    }

    private static async Task<List<StreamItem>> RunAsync(StreamGuard guard, List<ChatChunk> chunks)
    {
        List<StreamItem> items = [];
        IAsyncEnumerable<StreamItem> source = chunks.Select((chunk, index) => new StreamItem(default, [chunk], IsLast: index == chunks.Count - 1)).ToAsyncEnumerable();
        await foreach (StreamItem item in guard.ApplyAsync(source, Cancel))
        {
            items.Add(item);
        }

        return items;
    }

    private static ChatChunk Piece(ChatDelta delta, string? finishReason = null) => new() { Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }] };

    private static string TextOf(List<StreamItem> items) => string.Concat(items.SelectMany(static item => item.Chunks).SelectMany(static chunk => chunk.Choices).Select(static choice => choice.Delta.Content));

    private static string ArgumentsOf(List<StreamItem> items, int index) => string.Concat(items
        .SelectMany(static item => item.Chunks).SelectMany(static chunk => chunk.Choices).SelectMany(static choice => choice.Delta.ToolCalls ?? [])
        .Where(call => call.Index == index).Select(static call => call.Function?.Arguments));
}
