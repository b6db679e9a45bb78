using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Upstream;

public sealed class RepeatedEventTests
{
    private const string First = """{"id":"1","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}],"usage":null}""";

    [Theory]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":" you"},"finish_reason":null}],"usage":null}""", " you")]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}],"usage":null}""", "")]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"a \"b\" \n\u00e9"},"finish_reason":null}],"usage":null}""", "a \"b\" \n\u00e9")]
    [InlineData("""{"id":"2","choices":[{"index":0,"delta":{"content":" you"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":" you"},"finish_reason":"stop"}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"a","role":"assistant"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"a","x":"b"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":null},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":["a"]},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"\ud800"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"\x"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":"},"finish_reason":null}],"usage":null}""", null)]
    [InlineData("""{"id":"1","choices":[{"index":0,"delta":{"content":""", null)]
    [InlineData("", null)]
    public void Only_an_event_that_differs_in_nothing_but_its_text_is_read(string json, string? expected)
    {
        RepeatedEvent texts = Texts();
        Assert.True(texts.Remember(Encoding.UTF8.GetBytes(First), "Hello"));

        Assert.Equal(expected, texts.TextOf(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void What_is_no_utf_8_is_left_to_others()
    {
        RepeatedEvent texts = Texts();
        Assert.True(texts.Remember(Encoding.UTF8.GetBytes(First), "Hello"));
        byte[] broken = Encoding.UTF8.GetBytes(First);
        broken[First.IndexOf("ello", StringComparison.Ordinal)] = 0xC3;

        Assert.Null(texts.TextOf(broken));
    }

    [Theory]
    // Of two values of one name, the last one counts.
    [InlineData("""{"choices":[{"delta":{"content":"first","content":"last"}}]}""", "last", """{"choices":[{"delta":{"content":"first","content":"next"}}]}""", "next")]
    [InlineData("""{"choices":[{"delta":{"content":"first","content":"last"}}]}""", "first", """{"choices":[{"delta":{"content":"next","content":"last"}}]}""", null)]
    [InlineData("""{"other":[{"delta":{"content":"a"}}],"choices":[{"deltas":{"content":"a"},"delta":{"more":{"content":"a"},"content":"b"}}]}""", "b", """{"other":[{"delta":{"content":"a"}}],"choices":[{"deltas":{"content":"a"},"delta":{"more":{"content":"a"},"content":"c"}}]}""", "c")]
    [InlineData("""{"content":"a","choices":[{"content":"a","x":{"content":"a"}}]}""", "a", """{"content":"b","choices":[{"content":"a","x":{"content":"a"}}]}""", null)]
    [InlineData("""{"choices":[{"delta":{"content":1}}]}""", "1", """{"choices":[{"delta":{"content":1}}]}""", null)]
    [InlineData("""{"\ud800":1,"choices":[{"delta":{"content":"a"}}]}""", "a", """{"\ud800":1,"choices":[{"delta":{"content":"b"}}]}""", null)]
    public void The_text_is_the_one_at_the_end_of_the_path(string remembered, string text, string next, string? expected)
    {
        RepeatedEvent texts = Texts();

        Assert.Equal(expected is not null, texts.Remember(Encoding.UTF8.GetBytes(remembered), text));
        Assert.Equal(expected, texts.TextOf(Encoding.UTF8.GetBytes(next)));
    }

    [Fact]
    public void Nothing_is_read_before_something_is_remembered() => Assert.Null(Texts().TextOf(Encoding.UTF8.GetBytes(First)));

    [Fact]
    public void Any_text_is_read_as_it_was_written() =>
        Prop.ForAll(Gen.ListOf(Gen.Elements("a", "\"", "\\", "\n", "\0", "\u007f", "é", "世", "👋🏽", "\u2028", "</x>", "\\u0041")).ToArbitrary(), pieces =>
        {
            string text = string.Concat(pieces);
            RepeatedEvent texts = Texts();
            Assert.True(texts.Remember(Encoding.UTF8.GetBytes(First), "Hello"));
            string json = First.Replace("\"Hello\"", JsonSerializer.Serialize(text, ChatJson.Strict.String), StringComparison.Ordinal);

            Assert.Equal(text, texts.TextOf(Encoding.UTF8.GetBytes(json)));
        }).QuickCheckThrowOnFailure();

    private static RepeatedEvent Texts() => new(("choices", 1), ("delta", 3), ("content", 4));
}
