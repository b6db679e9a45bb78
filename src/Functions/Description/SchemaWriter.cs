using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;

namespace LlmFunctions.Functions.Description;

/// <summary>Puts schemas under <c>components/schemas</c> and refers to them.</summary>
/// <param name="schemas">The object that they are put into.</param>
/// <param name="summaries">What their descriptions are taken from.</param>
internal sealed class SchemaWriter(JsonObject schemas, XmlSummaries summaries)
{
    private const string Prefix = "#/components/schemas/";

    // Types that write themselves, so that their shape cannot be seen from outside.
    private static readonly Dictionary<Type, string> OwnForms = new()
    {
        [typeof(MessageContent)] = """{"anyOf":[{"type":"string"},{"type":"array","items":{"$ref":"#/components/schemas/ContentPart"}},{"type":"null"}]}""",
        [typeof(ToolChoice)] = """{"type":["string","object","null"]}""",
        [typeof(EmbeddingsInput)] = """{"type":["string","array","null"],"items":{"anyOf":[{"type":"string"},{"type":"integer"},{"type":"array","items":{"type":"integer"}}]}}""",
        [typeof(IReadOnlyList<string>)] = """{"type":["string","array","null"],"items":{"type":"string"}}""",
    };

    /// <summary>The schema, or a reference to it.</summary>
    public JsonNode Write(Schema schema)
    {
        if (schema.Json is { } json)
        {
            return JsonNode.Parse(json)!;
        }

        if (schema.Record is { } record && !schemas.ContainsKey(schema.Name!))
        {
            schemas.Add(schema.Name!, Export(record, schema.Name!));
        }

        return schemas.ContainsKey(schema.Name!)
            ? new JsonObject { ["$ref"] = Prefix + schema.Name }
            : throw new InvalidOperationException($"There is no schema '{schema.Name}': neither a record nor a file of a surface has it.");
    }

    private JsonNode Export(JsonTypeInfo record, string name)
    {
        JsonNode schema = record.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe });
        Redirect(schema, name);
        return schema;
    }

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (schema.GetValueKind() == JsonValueKind.True && OwnForms.TryGetValue(context.TypeInfo.Type, out string? form))
        {
            schema = JsonNode.Parse(form)!;
        }

        if (context.TypeInfo.Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull)
        {
            LeaveOutNulls(schema);
        }

        string? text = context.PropertyInfo is { } property
            ? property.AttributeProvider is MemberInfo member ? summaries.Of(member) : null
            : context.Path.IsEmpty ? summaries.Of(context.TypeInfo.Type) : null;
        if (text is not null && schema.GetValueKind() is JsonValueKind.True or JsonValueKind.Object)
        {
            JsonObject described = schema as JsonObject ?? [];
            described.Insert(0, "description", text);
            return described;
        }

        return schema;
    }

    /// <summary>What may be null need not be there, also where the record is always made with it.</summary>
    private static void LeaveOutNulls(JsonNode schema)
    {
        if (schema is JsonObject record && record["required"] is JsonArray required && record["properties"] is JsonObject properties)
        {
            string[] needed = [.. required.Select(static name => name!.GetValue<string>()).Where(name => !MayBeNull(properties[name]))];
            record["required"] = new JsonArray([.. needed.Select(static name => JsonValue.Create(name))]);
        }
    }

    private static bool MayBeNull(JsonNode? schema) =>
        schema is JsonObject property && property["type"] is JsonArray types && types.Any(static type => type!.GetValue<string>() == "null");

    /// <summary>A type that occurs again is a reference to its first place, which is not at the root any more.</summary>
    private static void Redirect(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject properties:
                if (properties["$ref"] is JsonValue reference && reference.GetValue<string>() is ['#', .. var rest] && !rest.StartsWith("/components/", StringComparison.Ordinal))
                {
                    properties["$ref"] = Prefix + name + rest;
                }

                foreach ((_, JsonNode? value) in properties)
                {
                    Redirect(value, name);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Redirect(item, name);
                }

                break;
        }
    }
}
