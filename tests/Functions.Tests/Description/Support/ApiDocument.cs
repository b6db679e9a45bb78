using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using LlmFunctions.Functions.Description;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>The OpenAPI document, read as a client would: its operations, and its schemas ready to check values by.</summary>
internal sealed class ApiDocument
{
    private const string Address = "https://gateway.test/schemas";
    private const string Components = "#/components/schemas/";

    private static readonly Lazy<ApiDocument> Shared = new(static () => new ApiDocument(ApiDescription.Document));

    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);
    private readonly SchemaRegistry _registry = new();
    private readonly Lock _compiling = new();

    public ApiDocument(ReadOnlyMemory<byte> document)
    {
        Root = JsonElement.Parse(document.Span);
        Operations =
        [
            .. from path in Root.GetProperty("paths").EnumerateObject()
               from method in path.Value.EnumerateObject()
               let operation = new ApiOperation(path.Name, method.Name, method.Value)
               orderby operation.Precision descending
               select operation,
        ];

        // One schema with all others in it: they refer to each other.
        JsonObject bundle = new() { ["$schema"] = MetaSchemas.Draft202012Id.ToString(), ["$id"] = Address, ["$defs"] = JsonNode.Parse(Moved(Root.GetProperty("components").GetProperty("schemas"))) };
        JsonSchema.FromText(bundle.ToJsonString(), new BuildOptions { SchemaRegistry = _registry });
    }

    /// <summary>The document of this build.</summary>
    public static ApiDocument Current => Shared.Value;

    public JsonElement Root { get; }

    /// <summary>The operations, those whose path says most first.</summary>
    public IReadOnlyList<ApiOperation> Operations { get; }

    public ApiOperation? Find(string method, string path) => Operations.FirstOrDefault(operation => operation.Takes(method, path));

    public JsonElement Schema(string name) => Root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>What is meant, where it is only referred to.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.TryGetProperty("$ref", out JsonElement reference))
        {
            element = Root;
            foreach (string step in reference.GetString()!.Split('/')[1..])
            {
                element = element.GetProperty(step);
            }
        }

        return element;
    }

    /// <summary>The response of an operation for a status; null when there is none.</summary>
    public JsonElement? Response(ApiOperation operation, int status) =>
        operation.Json.GetProperty("responses").TryGetProperty(status.ToString(CultureInfo.InvariantCulture), out JsonElement response) ? Resolve(response) : null;

    /// <summary>What is wrong with a value by a schema of the document.</summary>
    public IReadOnlyList<string> Check(JsonElement schema, JsonElement value)
    {
        JsonSchema compiled = _schemas.GetOrAdd(schema.GetRawText(), Compile, schema);
        return compiled.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.Flag }).IsValid ? [] : Explain(compiled, value);
    }

    private JsonSchema Compile(string _, JsonElement schema)
    {
        JsonNode node = JsonNode.Parse(Moved(schema))!;
        JsonObject root = new() { ["$schema"] = MetaSchemas.Draft202012Id.ToString(), ["$id"] = $"{Address}/{Guid.NewGuid():N}", ["allOf"] = new JsonArray(node) };

        // Tests run side by side, and the registry takes one at a time.
        lock (_compiling)
        {
            return JsonSchema.FromText(root.ToJsonString(), new BuildOptions { SchemaRegistry = _registry });
        }
    }

    // Under components a checker of JSON schemas would not look for schemas.
    private static string Moved(JsonElement schemas) => schemas.GetRawText().Replace($"\"{Components}", $"\"{Address}#/$defs/", StringComparison.Ordinal);

    private static string[] Explain(JsonSchema schema, JsonElement value)
    {
        EvaluationResults results = schema.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return
        [
            .. from detail in results.Details ?? []
               where detail is { IsValid: false, Errors: not null } && !detail.EvaluationPath.ToString().Contains("/if", StringComparison.Ordinal)
               from error in detail.Errors!
               select $"{(detail.InstanceLocation.ToString() is { Length: > 0 } at ? at : "/")}: {error.Value}",
        ];
    }
}
