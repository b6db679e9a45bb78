using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Providers.Sandbox;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxSchemaTests
{
    [Theory]
    [InlineData("{}", "null")]
    [InlineData("true", "null")]
    [InlineData("""{"type":"boolean"}""", "false")]
    [InlineData("""{"type":["string","null"]}""", "\"\"")]
    [InlineData("""{"type":"string","minLength":3}""", "\"aaa\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2000-01-01\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{2}$","examples":["DE"]}""", "\"DE\"")]
    [InlineData("""{"enum":["b","a"]}""", "\"b\"")]
    [InlineData("""{"const":{"x":1}}""", """{"x":1}""")]
    [InlineData("""{"type":"integer"}""", "0")]
    [InlineData("""{"type":"integer","minimum":1.5}""", "2")]
    [InlineData("""{"type":"integer","exclusiveMinimum":4}""", "5")]
    [InlineData("""{"type":"integer","maximum":-3}""", "-3")]
    [InlineData("""{"type":"integer","exclusiveMaximum":-3}""", "-4")]
    [InlineData("""{"type":"integer","minimum":10,"multipleOf":7}""", "14")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "0.5")]
    [InlineData("""{"type":"number","exclusiveMinimum":2}""", "3")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[]")]
    [InlineData("""{"type":"array","minItems":2,"items":{"type":"integer"}}""", "[0,0]")]
    [InlineData("""{"minItems":2,"prefixItems":[{"const":1}],"items":{"const":2}}""", "[1,2]")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["b"]}""", """{"b":0}""")]
    [InlineData("""{"type":"object","required":["x"],"additionalProperties":{"type":"integer"}}""", """{"x":0}""")]
    [InlineData("""{"properties":{"a":{}}}""", "{}")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}]}""", "0")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":{"const":2}},"required":["b"]}]}""", """{"a":1,"b":2}""")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"const":"found"}}}""", "\"found\"")]
    [InlineData("""{"type":"object","properties":{"next":{"anyOf":[{"type":"null"},{"$ref":"#"}]}},"required":["next"]}""", """{"next":null}""")]
    public void The_smallest_value_is_made(string schema, string expected) =>
        Assert.Equal(expected, SandboxSchema.SmallestValue(JsonElement.Parse(schema), "schema"));

    [Theory]
    [InlineData("false")]
    [InlineData("5")]
    [InlineData("""{"$ref":"#/$defs/nowhere"}""")]
    [InlineData("""{"$ref":"https://example.com/schema"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]}""")]
    [InlineData("""{"type":"array","minItems":1e20,"items":{"type":"integer"}}""")]
    [InlineData("""{"type":"array","minItems":2,"items":{"$ref":"#"}}""")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""")]
    [InlineData("""{"type":"integer","minimum":5,"maximum":3}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":7.9228162514264337593543950335e28}""")]
    [InlineData("""{"type":"number","minimum":1e300}""")]
    [InlineData("""{"type":"number","minimum":1e14,"multipleOf":1e-27}""")]
    [InlineData("""{"type":"array","minItems":1e300,"items":{}}""")]
    [InlineData("""{"type":"string","minLength":1e300}""")]
    [InlineData("""{"type":"string","minLength":4,"maxLength":3}""")]
    [InlineData("""{"type":"string","format":"uuid","maxLength":3}""")]
    [InlineData("""{"type":"decimal"}""")]
    public void A_schema_that_no_value_can_be_made_for_is_refused(string schema)
    {
        GatewayException refusal = Assert.Throws<GatewayException>(() => SandboxSchema.SmallestValue(JsonElement.Parse(schema), "schema"));

        Assert.Equal(ErrorKind.InvalidRequest, refusal.Error.Kind);
        Assert.Equal("schema", refusal.Error.Param);
    }

    [Theory]
    [InlineData("""{"allOf":5,"anyOf":{},"required":"x","properties":[],"enum":{},"minItems":"2","type":"array"}""", "[]")]
    [InlineData("""{"required":[1,null],"type":"object"}""", """{"1":null,"":null}""")]
    public void Keywords_of_the_wrong_type_are_ignored_as_far_as_possible(string schema, string expected) =>
        Assert.Equal(expected, SandboxSchema.SmallestValue(JsonElement.Parse(schema), "schema"));
}
