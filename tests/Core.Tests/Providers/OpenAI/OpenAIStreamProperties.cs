using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.OpenAI;

public sealed class OpenAIStreamProperties
{
    private static readonly Gen<(string Text, int[] Cuts)> SplitTexts =
        from text in Gen.Elements("", "a", "Héllo 世界 👋🏽 \"quoted\" \\ \n", "{\"city\":\"São Paulo\",\"n\":[1,2]}")
        from cuts in Gen.ListOf(Gen.Choose(0, text.Length))
        select (text, cuts.Where(cut => cut == text.Length || !char.IsLowSurrogate(text[cut])).Order().ToArray());

    [Fact]
    public void Any_split_of_a_text_gives_the_same_text() =>
        Prop.ForAll(SplitTexts.ToArbitrary(), split =>
        {
            OpenAIStream stream = new();
            string text = string.Concat(Pieces(split)
                .SelectMany(piece => stream.Translate(Frame(new ChatDelta { Content = piece }, null)))
                .Concat(stream.Translate(Frame(new ChatDelta(), "stop")))
                .SelectMany(static chunk => chunk.Choices)
                .Select(static choice => choice.Delta.Content));

            Assert.Equal(split.Text, text);
            Assert.Empty(stream.Complete());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_split_of_tool_arguments_gives_the_same_arguments() =>
        Prop.ForAll(SplitTexts.Where(static split => split.Text.Length > 0).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (split, repeats) =>
        {
            OpenAIStream stream = new();
            List<ToolCall> pieces = [.. Pieces(split)
                .Select((piece, i) => new ToolCall
                {
                    Id = i == 0 || repeats ? "call_x" : null,
                    Type = "function",
                    Function = new FunctionCall { Name = i == 0 || repeats ? "f" : null, Arguments = piece },
                })
                .SelectMany(call => stream.Translate(Frame(new ChatDelta { ToolCalls = [call] }, null)))
                .Concat(stream.Translate(Frame(new ChatDelta(), "stop")))
                .SelectMany(static chunk => chunk.Choices)
                .SelectMany(static choice => choice.Delta.ToolCalls ?? [])];

            Assert.Equal(split.Text, string.Concat(pieces.Select(static piece => piece.Function!.Arguments)));
            Assert.Equal("call_x", string.Concat(pieces.Select(static piece => piece.Id)));
            Assert.Equal("f", string.Concat(pieces.Select(static piece => piece.Function!.Name)));
            Assert.All(pieces, static piece => Assert.Equal(0, piece.Index));
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<string> Pieces((string Text, int[] Cuts) split)
    {
        int[] bounds = [0, .. split.Cuts, split.Text.Length];
        return bounds.Zip(bounds.Skip(1), (start, end) => split.Text[start..end]);
    }

    private static StreamFrame Frame(ChatDelta delta, string? finishReason)
    {
        ChatChunk chunk = new() { Id = "c", Model = "m", Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }] };
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(chunk, ChatJson.Lenient.ChatChunk);
        return new StreamFrame(null, data, data);
    }
}
