using System.Text.Json;
using LlmFunctions.Management;
using Xunit;

namespace LlmFunctions.Tests.Management;

public sealed class MergePatchTests
{
    // The examples of RFC 7396, appendix A, whose target is an object.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"Timeout":3}""", """{"timeout":5}""", """{"timeout":5}""")]
    public void A_patch_does_what_the_standard_says_and_takes_names_in_any_case(string target, string patch, string expected) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), MergePatch.Apply(JsonElement.Parse(target), JsonElement.Parse(patch))));
}
