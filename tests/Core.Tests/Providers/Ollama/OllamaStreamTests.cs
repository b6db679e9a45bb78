using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Ollama;

public sealed class OllamaStreamTests
{
    private const string Last = """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}""";

    [Fact]
    public void Any_split_of_a_text_into_lines_gives_the_same_text() =>
        Prop.ForAll<NonNull<string>[]>(static pieces =>
        {
            IEnumerable<string> texts = pieces.Select(static piece => Valid(piece.Get));
            List<ChatChunk> chunks = Translate([.. texts.Select(Line), Last]);
            return string.Concat(texts) == string.Concat(chunks.SelectMany(static chunk => chunk.Choices).Select(static choice => choice.Delta.Content));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_the_first_chunk_carries_the_role()
    {
        List<ChatChunk> chunks = Translate([Line(""), Line("a"), Line("b"), Last]);

        Assert.Equal(["assistant", null, null], chunks.SelectMany(static chunk => chunk.Choices).Select(static choice => choice.Delta.Role));
    }

    [Fact]
    public async Task Lines_may_end_in_carriage_return_and_line_feed()
    {
        using MemoryStream body = new(Encoding.UTF8.GetBytes($"{Line("a")}\r\n\r\n{Last}\r\n"));
        FrameReader frames = FrameReader.Create(OllamaDialect.Instance.Framing, body);
        IStreamTranslator translator = OllamaDialect.Instance.CreateStreamTranslator();
        List<ChatChunk> chunks = [];
        while (await frames.ReadAsync(TestContext.Current.CancellationToken) is { } frame)
        {
            chunks.AddRange(translator.Translate(frame));
        }

        Assert.True(translator.IsComplete);
        Assert.Equal(2, chunks.Count);
    }

    [Fact]
    public void The_end_of_the_body_without_done_is_a_cut()
    {
        IStreamTranslator translator = OllamaDialect.Instance.CreateStreamTranslator();
        translator.Translate(Frame(Line("a")));

        Assert.False(translator.IsComplete);
        Assert.Equal(ErrorKind.UpstreamStreamCut, Assert.Throws<GatewayException>(translator.Complete).Error.Kind);
    }

    private static List<ChatChunk> Translate(IEnumerable<string> lines)
    {
        IStreamTranslator translator = OllamaDialect.Instance.CreateStreamTranslator();
        List<ChatChunk> chunks = [.. lines.SelectMany(line => translator.Translate(Frame(line)))];
        Assert.True(translator.IsComplete);
        return chunks;
    }

    private static string Line(string content) =>
        $$$"""{"model":"m","message":{"role":"assistant","content":"{{{JsonEncodedText.Encode(content)}}}"},"done":false}""";

    // Half a surrogate pair cannot be written in UTF-8.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static StreamFrame Frame(string line) => new(null, Encoding.UTF8.GetBytes(line), default);
}
