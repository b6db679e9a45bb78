using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>
/// Makes the smallest JSON value that a schema allows: only required properties, arrays as short and numbers as near to
/// zero as they may be, the first of alternatives.
/// </summary>
internal sealed class SandboxSchema
{
    private const int DeepestNesting = 64;
    private const int LargestValue = 1024 * 1024;

    private readonly JsonElement _root;
    private readonly string _param;

    // Schemas may refer to themselves: the work that one of them can cause has a limit.
    private int _budget = 10_000;

    private SandboxSchema(JsonElement root, string param)
    {
        _root = root;
        _param = param;
    }

    /// <exception cref="GatewayException">No value can be made for the schema.</exception>
    public static string SmallestValue(JsonElement schema, string param) =>
        Encoding.UTF8.GetString(JsonBody.Write(writer => new SandboxSchema(schema, param).Write(writer, schema, 0)).Span);

    private void Write(Utf8JsonWriter writer, JsonElement schema, int depth)
    {
        if (depth > DeepestNesting || writer.BytesCommitted + writer.BytesPending > LargestValue)
        {
            throw Impossible("it has no end, or only a far one");
        }

        SchemaKeywords keywords = SchemaKeywords.Of(schema, _root, ref _budget)
            ?? throw Impossible(_budget < 0 ? "it takes too many steps" : "it allows nothing, or refers to what is not there");
        if (keywords.Given is { } given)
        {
            given.WriteTo(writer);
            return;
        }

        switch (keywords.Type)
        {
            case "object":
                WriteObject(writer, keywords, depth);
                break;
            case "array":
                WriteArray(writer, keywords, depth);
                break;
            case "string":
                writer.WriteStringValue(SandboxSchemaText.Smallest(keywords) ?? throw Impossible("it has a text with a pattern, which needs an example, or with a length that cannot be had"));
                break;
            case "integer" or "number":
                writer.WriteRawValue((SandboxSchemaNumber.Smallest(keywords) ?? throw Impossible("it has a number with no value")).ToString(CultureInfo.InvariantCulture));
                break;
            case "boolean":
                writer.WriteBooleanValue(false);
                break;
            case "null" or null:
                writer.WriteNullValue();
                break;
            default:
                throw Impossible($"it has the unknown type \"{keywords.Type}\"");
        }
    }

    private void WriteObject(Utf8JsonWriter writer, SchemaKeywords keywords, int depth)
    {
        writer.WriteStartObject();
        foreach (string name in keywords.Required)
        {
            writer.WritePropertyName(name);
            Write(writer, keywords.Property(name), depth + 1);
        }

        writer.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter writer, SchemaKeywords keywords, int depth)
    {
        decimal length = keywords.Number("minItems") ?? 0;
        writer.WriteStartArray();
        for (int i = 0; i < length; i++)
        {
            Write(writer, keywords.Item(i), depth + 1);
        }

        writer.WriteEndArray();
    }

    private GatewayException Impossible(string why) =>
        new(ErrorKind.InvalidRequest, $"The sandbox cannot make a value for this schema ({_param}): {why}.", _param);
}
