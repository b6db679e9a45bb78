using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>format</c>: the word <c>json</c>, or a schema.</summary>
internal static class OllamaFormatReader
{
    private const string Field = "format";

    // Ollama's schemas have no name, and OpenAI wants one.
    private const string SchemaName = "response";

    public static ResponseFormat? Read(OllamaObject body) => body.Value(Field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } schema => new ResponseFormat
        {
            Type = ResponseFormat.JsonSchemaType,
            JsonSchema = new JsonSchemaFormat { Name = SchemaName, Schema = schema },
        },
        { ValueKind: JsonValueKind.String } word when word.GetString() is { Length: 0 } => null,
        { ValueKind: JsonValueKind.String } word when word.ValueEquals("json"u8) => new ResponseFormat { Type = ResponseFormat.JsonObjectType },
        { ValueKind: JsonValueKind.String } => throw OllamaRefusals.Invalid(Field, "must be \"json\" or a JSON schema"),
        { } other => throw OllamaRefusals.WrongType(Field, "\"json\" or a JSON schema", other),
    };
}
