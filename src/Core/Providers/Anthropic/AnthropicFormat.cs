using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>
/// What <c>response_format</c> becomes. A JSON schema goes into <c>output_config.format</c>. For plain JSON there is no
/// counterpart (the newest models refuse both a forced tool and a begun answer), so an instruction asks for it and the
/// field is listed as dropped, because nothing enforces it.
/// </summary>
/// <param name="Schema">The schema that the answer is held to.</param>
/// <param name="Instruction">What is added to the system prompt.</param>
internal sealed record AnthropicFormat(JsonSchemaFormat? Schema, string? Instruction)
{
    private const string JsonOnly = "Answer with one JSON object and nothing else: no prose before or after it and no code fence.";
    private const string Field = "response_format";
    private const string SchemaField = "response_format.json_schema.schema";
    private const string Config = "output_config";

    public static AnthropicFormat Plan(ChatRequest request, AnthropicModel model, ICollection<string> dropped)
    {
        switch (request.ResponseFormat?.Type)
        {
            case null or ResponseFormat.TextType:
                return new AnthropicFormat(null, null);
            case ResponseFormat.JsonObjectType:
                dropped.Add(Field);
                return new AnthropicFormat(null, JsonOnly);
            case ResponseFormat.JsonSchemaType:
                JsonSchemaFormat? format = request.ResponseFormat.JsonSchema;
                if (format?.Schema is not { ValueKind: JsonValueKind.Object } schema)
                {
                    throw AnthropicJson.Invalid("A JSON schema must be an object.", SchemaField);
                }

                if (model.HasStructuredOutputs)
                {
                    return new AnthropicFormat(format, null);
                }

                dropped.Add(Field);
                return new AnthropicFormat(null, $"{JsonOnly} It must follow this JSON schema: {schema.GetRawText()}");
            case { } other:
                throw AnthropicJson.Unsupported($"the response format {other}", "response_format.type");
        }
    }

    /// <summary>Writes <c>output_config</c>; what the client set in its own <c>output_config</c> stays.</summary>
    public void Write(Utf8JsonWriter writer, string? effort, IDictionary<string, JsonElement>? extra, ICollection<string> dropped)
    {
        JsonElement own = default;
        bool hasOwn = extra is not null && extra.TryGetValue(Config, out own) && own.ValueKind == JsonValueKind.Object;
        if (Schema is null && effort is null && !hasOwn)
        {
            return;
        }

        writer.WriteStartObject(Config);
        if (hasOwn)
        {
            foreach (JsonProperty property in own.EnumerateObject())
            {
                property.WriteTo(writer);
            }
        }

        if (effort is not null && !Has("effort"u8))
        {
            writer.WriteString("effort"u8, effort);
        }

        if (Schema is not null && !Has("format"u8))
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WritePropertyName("schema"u8);
            AnthropicSchema.Write(writer, Schema.Schema!.Value, SchemaField, dropped, Schema.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();

        bool Has(ReadOnlySpan<byte> name) => hasOwn && own.TryGetProperty(name, out _);
    }
}
