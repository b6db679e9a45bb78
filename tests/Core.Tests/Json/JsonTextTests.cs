using System.Text;
using LlmFunctions.Json;
using Xunit;

namespace LlmFunctions.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("", -1)]
    [InlineData("""{"a":"plain"}""", -1)]
    [InlineData("""{"a":"\ud83d\ude00"}""", -1)]
    [InlineData("""{"a":"\uD83D\uDE00 \u00e4 \uD83D\uDE00"}""", -1)]
    [InlineData("""{"a":"\\ud800"}""", -1)]
    [InlineData("""{"a":"\\\\ud800 \ud7ff \ue000"}""", -1)]
    [InlineData("""{"a":"\ud800"}""", 6)]
    [InlineData("""{"a":"\\\ud800"}""", 8)]
    [InlineData("""{"a":"\udc00"}""", 6)]
    [InlineData("""{"a":"\ude00\ud83d"}""", 6)]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", 6)]
    [InlineData("""{"a":"\ud83d\ude00\ude00"}""", 18)]
    [InlineData("""{"a":"\ud83d\n"}""", 6)]
    [InlineData("""{"\uD800":1}""", 2)]
    [InlineData("""["\ud8""", -1)]
    [InlineData("""["\ud800""", 2)]
    [InlineData("""["\ud800\""", 2)]
    [InlineData("""\ud8 \""", -1)]
    public void An_unpaired_surrogate_is_found(string json, int offset) =>
        Assert.Equal(offset, JsonText.FindUnpairedSurrogate(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"a":"\ud800 \ud83d\ude00 \udc00\\ud800"}""", """{"a":"\ufffd \ud83d\ude00 \ufffd\\ud800"}""")]
    [InlineData("""["\ud800\ud800","\ude00"]""", """["\ufffd\ufffd","\ufffd"]""")]
    public void What_a_provider_halved_becomes_the_replacement_character(string json, string readable) =>
        Assert.Equal(readable, Encoding.UTF8.GetString(JsonText.MakeReadable(Encoding.UTF8.GetBytes(json)).Span));

    [Fact]
    public void Half_a_character_in_UTF8_becomes_the_replacement_character() =>
        Assert.Equal("[\"a\uFFFD\"]", Encoding.UTF8.GetString(JsonText.MakeReadable((byte[])[.. "[\"a"u8, 0xF0, 0x9F, .. "\"]"u8]).Span));

    [Fact]
    public void What_can_be_read_is_not_copied()
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes("""{"a":"\ud83d\ude00 ü"}""");
        Assert.True(JsonText.MakeReadable(json).Equals(json));
    }
}
