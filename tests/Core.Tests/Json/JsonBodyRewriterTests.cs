using System.Text;
using System.Text.Json;
using LlmFunctions.Json;
using Xunit;

namespace LlmFunctions.Tests.Json;

public sealed class JsonBodyRewriterTests
{
    [Theory]
    [InlineData("""{"model":"a","b":1}""", """{"model":"new","b":1}""")]
    [InlineData("""{ "b" : 1.50e+1 , "model" : "a" }""", """{ "b" : 1.50e+1 , "model" : "new" }""")]
    [InlineData("""{"mod\u0065l":"a"}""", """{"mod\u0065l":"new"}""")]
    [InlineData("""{"x":{"model":"inner"},"y":[{"model":1}],"model":{"deep":[1,2]}}""", """{"x":{"model":"inner"},"y":[{"model":1}],"model":"new"}""")]
    [InlineData("""{"x":1}""", """{"x":1,"model":"new"}""")]
    [InlineData("{}", """{"model":"new"}""")]
    [InlineData("{ \r\n }", "{\"model\":\"new\" \r\n }")]
    [InlineData(" {\"x\":null} \n", " {\"x\":null,\"model\":\"new\"} \n")]
    public void Setting_a_property_replaces_its_value_or_adds_it(string body, string expected) =>
        Assert.Equal(expected, Rewrite(body, JsonEdit.Set("model", "new")));

    [Theory]
    [InlineData("""{"a":1}""", "{}")]
    [InlineData("""{ "a":1 }""", "{  }")]
    [InlineData("""{"a":1,"x":2}""", """{"x":2}""")]
    [InlineData("""{"x":2, "a":1}""", """{"x":2}""")]
    [InlineData("""{"x":2 , "a":1 , "y":3}""", """{"x":2 , "y":3}""")]
    [InlineData("""{"a":1,"b":2,"x":3}""", """{"x":3}""")]
    [InlineData("""{"a":1,"x":3,"b":2}""", """{"x":3}""")]
    [InlineData("""{"x":3,"a":1,"b":[2,{"a":1}]}""", """{"x":3}""")]
    [InlineData("""{"a":1,"b":2}""", "{}")]
    [InlineData("""{"a":1,"b":2,"x":0,"a":3,"y":1}""", """{"x":0,"y":1}""")]
    [InlineData("{\n  \"a\": 1,\n  \"x\": 2\n}", "{\n  \"x\": 2\n}")]
    public void Removing_properties_takes_the_right_comma_along(string body, string expected) =>
        Assert.Equal(expected, Rewrite(body, JsonEdit.Remove("a"), JsonEdit.Remove("b")));

    [Theory]
    [InlineData("""{"a":1}""", """{"n":true}""")]
    [InlineData("""{"a":1,"x":2}""", """{"x":2,"n":true}""")]
    [InlineData("""{"x":2,"a":1}""", """{"x":2,"n":true}""")]
    [InlineData("""{"n":false}""", """{"n":false}""")]
    public void Adding_leaves_what_is_there_and_works_beside_a_removal(string body, string expected) =>
        Assert.Equal(expected, Rewrite(body, JsonEdit.Remove("a"), JsonEdit.Add("n", "true"u8.ToArray())));

    [Fact]
    public void A_change_sees_the_bytes_of_the_old_value()
    {
        JsonEdit edit = JsonEdit.Change(
            "o", static value => JsonBodyRewriter.Rewrite(value, [JsonEdit.Set("in", 7)]), """{"in":0}"""u8.ToArray());

        Assert.Equal("""{"o":{ "k" : 1e2,"in":7},"x":1}""", Rewrite("""{"o":{ "k" : 1e2},"x":1}""", edit));
        Assert.Equal("""{"x":1,"o":{"in":0}}""", Rewrite("""{"x":1}""", edit));
    }

    [Theory]
    [InlineData("""{"old":1.0}""", """{"new":1.0}""")]
    [InlineData("""{ "x":1, "\u006fld" : [ 1 ] , "y":2 }""", """{ "x":1, "new" : [ 1 ] , "y":2 }""")]
    [InlineData("""{"x":{"old":1}}""", """{"x":{"old":1}}""")]
    public void Renaming_changes_the_name_only(string body, string expected) =>
        Assert.Equal(expected, Rewrite(body, JsonEdit.Rename("old", "new")));

    [Fact]
    public void Items_of_an_array_are_each_rewritten()
    {
        ReadOnlyMemory<byte> result = JsonBodyRewriter.RewriteItems(
            """[ {"a":1,"x":{"a":1}} , 5, [{"a":1}], {}, {"a":2} ]"""u8.ToArray(), [JsonEdit.Remove("a")]);

        Assert.Equal("""[ {"x":{"a":1}} , 5, [{"a":1}], {}, {} ]""", Encoding.UTF8.GetString(result.Span));
        Assert.ThrowsAny<JsonException>(() => JsonBodyRewriter.RewriteItems("{}"u8.ToArray(), []));
    }

    [Fact]
    public void What_was_removed_is_told()
    {
        List<string> removed = [];
        JsonBodyRewriter.Rewrite("""{"a":1,"b":2}"""u8.ToArray(), [JsonEdit.Remove("a"), JsonEdit.Remove("c"), JsonEdit.Set("b", 1)], removed.Add);

        Assert.Equal(["a"], removed);
    }

    [Fact]
    public void Names_that_need_escapes_are_written_with_them() =>
        Assert.Equal("""{"a\"b":1}""", Rewrite("{}", JsonEdit.Set("a\"b", 1)));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1} {}")]
    public void What_is_not_one_object_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => Rewrite(body, JsonEdit.Remove("b")));

    internal static string Rewrite(string body, params JsonEdit[] edits) =>
        Encoding.UTF8.GetString(JsonBodyRewriter.Rewrite(Encoding.UTF8.GetBytes(body), edits).Span);
}
