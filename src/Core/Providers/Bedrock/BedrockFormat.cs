using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// What <c>response_format</c> becomes. A JSON schema goes into <c>outputConfig</c> where the model can be held to it.
/// Otherwise an instruction asks for the form, and the field is listed as dropped, because nothing enforces it.
/// </summary>
/// <param name="Schema">The schema that the answer is held to.</param>
/// <param name="Instruction">What is added to the system prompt.</param>
internal sealed record BedrockFormat(JsonSchemaFormat? Schema, string? Instruction)
{
    private const string JsonOnly = "Answer with one JSON object and nothing else: no prose before or after it and no code fence.";
    private const string Field = "response_format";
    private const string SchemaField = "response_format.json_schema.schema";
    private const string Config = "outputConfig";

    public static BedrockFormat Plan(ChatRequest request, BedrockScope scope)
    {
        switch (request.ResponseFormat?.Type)
        {
            case null or ResponseFormat.TextType:
                return new BedrockFormat(null, null);
            case ResponseFormat.JsonObjectType:
                scope.Dropped.Add(Field);
                return new BedrockFormat(null, JsonOnly);
            case ResponseFormat.JsonSchemaType:
                JsonSchemaFormat? format = request.ResponseFormat.JsonSchema;
                if (format?.Schema is not { ValueKind: JsonValueKind.Object } schema)
                {
                    throw BedrockJson.Invalid("A JSON schema must be an object.", SchemaField);
                }

                if (scope.Model.HasStructuredOutputs)
                {
                    return new BedrockFormat(format, null);
                }

                scope.Dropped.Add(Field);
                return new BedrockFormat(null, $"{JsonOnly} It must follow this JSON schema: {schema.GetRawText()}");
            case { } other:
                throw BedrockJson.Unsupported($"the response format {other}", "response_format.type");
        }
    }

    /// <summary>Writes <c>outputConfig</c>; one that the client wrote itself is the last word.</summary>
    public void Write(Utf8JsonWriter writer, ChatRequest request, BedrockScope scope)
    {
        if (request.Extra is not null && request.Extra.TryGetValue(Config, out JsonElement own) && own.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName(Config);
            own.WriteTo(writer);
        }
        else if (Schema is not null)
        {
            writer.WriteStartObject(Config);
            writer.WriteStartObject("textFormat"u8);
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WriteStartObject("structure"u8);
            writer.WriteStartObject("jsonSchema"u8);
            writer.WriteString("schema"u8, Text(Schema.Schema!.Value, scope));
            if (Schema.Name.Length > 0)
            {
                writer.WriteString("name"u8, Schema.Name);
            }

            if (!string.IsNullOrEmpty(Schema.Description))
            {
                writer.WriteString("description"u8, Schema.Description);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }

    // The same grammar compiler with the same limits, whatever the model.
    private static string Text(JsonElement schema, BedrockScope scope) =>
        Encoding.UTF8.GetString(JsonBody.Write(writer => AnthropicSchema.Write(writer, schema, SchemaField, scope.Dropped)).Span);
}
