using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using LlmFunctions.Errors;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description;

/// <summary>Writes surfaces as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1.html).</summary>
internal sealed partial class DocumentWriter
{
    /// <summary>Of a stream: the schema of each of its events, for which version 3.1 has no word.</summary>
    public const string EventSchema = "x-event-schema";

    /// <summary>Of a parameter of a path: that its value may go on over several segments.</summary>
    public const string HasSlashes = "x-has-slashes";

    private static readonly string[] KeySchemes = ["bearer", "x-api-key", "api-key", "x-goog-api-key"];

    private readonly XmlSummaries _summaries = new();
    private readonly JsonObject _components;
    private readonly SchemaWriter _schemas;

    private DocumentWriter(JsonObject components, IReadOnlyList<(Surface Surface, JsonObject Schemas)> surfaces)
    {
        _components = components;
        JsonObject all = components["schemas"]!.AsObject();
        _schemas = new SchemaWriter(all, _summaries);
        foreach ((Surface surface, JsonObject schemas) in surfaces)
        {
            foreach ((string name, JsonNode? schema) in schemas)
            {
                all.Add(name, schema!.DeepClone());
            }

            foreach (JsonTypeInfo record in surface.Records)
            {
                _schemas.Write(record);
            }
        }
    }

    /// <summary>Writes the document.</summary>
    /// <param name="info">Title, version and text of the API.</param>
    /// <param name="components">What all surfaces share; it becomes a part of the document.</param>
    /// <param name="surfaces">The surfaces, each with the schemas of its file.</param>
    public static JsonObject Write(JsonObject info, JsonObject components, IReadOnlyList<(Surface Surface, JsonObject Schemas)> surfaces)
    {
        DocumentWriter writer = new(components, surfaces);
        JsonObject paths = [];
        foreach ((Surface surface, _) in surfaces)
        {
            foreach (Operation operation in surface.Operations)
            {
                if (paths[operation.Path] is not JsonObject path)
                {
                    paths[operation.Path] = path = [];
                }

                path.Add(operation.Method.ToLowerInvariant(), writer.Write(surface, operation));
            }
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = info,
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. surfaces.Select(static surface => new JsonObject { ["name"] = surface.Surface.Name, ["description"] = surface.Surface.Text })]),
            ["paths"] = paths,
            ["components"] = writer._components,
        };
    }

    private JsonObject Write(Surface surface, Operation operation)
    {
        JsonObject json = new()
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(surface.Name),
            ["summary"] = operation.Summary,
        };
        if (operation.Text is not null)
        {
            json["description"] = operation.Text;
        }

        json["security"] = Security(operation);
        json["parameters"] = new JsonArray([.. Parameters(operation)]);
        if (operation.Request is { } request)
        {
            json["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Write([request]) };
        }

        JsonObject responses = [];
        foreach (Answer answer in operation.Answers)
        {
            responses.Add(Name(answer.Status), Write(surface, operation, answer));
        }

        foreach (int status in Failures.StatusesOf(operation).Where(status => !responses.ContainsKey(Name(status))))
        {
            responses.Add(Name(status), WriteFailure(surface, operation, status));
        }

        json["responses"] = responses;
        return json;
    }

    private static JsonArray Security(Operation operation)
    {
        JsonArray any = [];
        if (operation.Access is Access.Optional)
        {
            any.Add(new JsonObject());
        }

        string[] schemes = operation.Access == Access.Anonymous ? [] : operation.Errors is ErrorForm.Gemini or ErrorForm.OpenAIOrGemini ? [.. KeySchemes, "key"] : KeySchemes;
        foreach (string scheme in schemes)
        {
            JsonArray scopes = [.. RightNames.Of(operation.Needs).Select(static name => JsonValue.Create(name))];
            any.Add(new JsonObject { [scheme] = scopes });
        }

        return any;
    }

    private IEnumerable<JsonNode> Parameters(Operation operation)
    {
        yield return Reference("parameters", "x-request-id");
        if (operation.Origin != Origin.None)
        {
            yield return Reference("parameters", "x-llm-strategy");
            yield return Reference("parameters", "x-llm-max-cost");
            yield return Reference("parameters", "x-llm-timeout");
        }

        if (operation.Origin is Origin.CallOrJob or Origin.Job)
        {
            yield return Reference("parameters", "Prefer");
            yield return Reference("parameters", "Idempotency-Key");
            yield return Reference("parameters", "x-llm-webhook");
        }

        IEnumerable<Parameter> unsaid =
            from Match match in PathParameter().Matches(operation.Path)
            let name = match.Groups["name"].Value
            where !operation.Parameters.Any(parameter => parameter.In == "path" && parameter.Name == name)
            select Parameter.Path(name, "");
        foreach (Parameter parameter in unsaid.Concat(operation.Parameters))
        {
            yield return parameter.In.Length == 0 ? Reference("parameters", parameter.Name) : Write(parameter);
        }
    }

    private JsonObject Write(Parameter parameter)
    {
        JsonObject json = new() { ["name"] = parameter.Name, ["in"] = parameter.In, ["schema"] = _schemas.Write(parameter.Schema) };
        AddText(json, parameter.Text);
        if (parameter.In == "path" || parameter.IsRequired)
        {
            json["required"] = true;
        }

        if (parameter.Example is not null)
        {
            json["example"] = parameter.Example;
        }

        if (parameter.HasSlashes)
        {
            json[HasSlashes] = true;
        }

        return json;
    }

    private JsonObject Write(IEnumerable<Content> contents)
    {
        JsonObject all = [];
        foreach (Content content in contents)
        {
            JsonNode schema = _schemas.Write(content.Schema);
            JsonObject media = content switch
            {
                { IsStream: false } => new JsonObject { ["schema"] = schema },
                { Type: Content.JsonType } => new JsonObject { ["schema"] = new JsonObject { ["type"] = "array" }, [EventSchema] = schema },
                _ => new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" }, [EventSchema] = schema },
            };
            if (content.Examples.Count > 0)
            {
                media["examples"] = new JsonObject(content.Examples.Select(static example =>
                    KeyValuePair.Create<string, JsonNode?>(example.Name, new JsonObject { ["value"] = JsonNode.Parse(example.Json) })));
            }

            all.Add(content.Type, media);
        }

        return all;
    }

    private JsonObject Write(Surface surface, Operation operation, Answer answer)
    {
        IEnumerable<string> headers = ["x-request-id", .. surface.Headers, .. ResponseHeaders.Of(operation.Origin), .. answer.Headers];
        JsonObject json = new()
        {
            ["description"] = answer.Text,
            ["headers"] = Headers(answer.Contents.Any(static content => content.IsStream) ? headers.Concat(ResponseHeaders.OfStreams) : headers),
        };
        if (answer.Contents.Count > 0)
        {
            json["content"] = Write(answer.Contents);
        }

        return json;
    }

    /// <summary>Answers that fail alike are written once.</summary>
    private JsonObject WriteFailure(Surface surface, Operation operation, int status)
    {
        string name = $"{operation.Errors}{(operation.Origin == Origin.None ? "" : operation.Origin)}{status}";
        JsonObject responses = _components["responses"]!.AsObject();
        if (!responses.ContainsKey(name))
        {
            responses.Add(name, new JsonObject
            {
                ["description"] = string.Join('\n', Failures.Of(status).GroupBy(static failure => failure.Code).Select(failures =>
                    $"* `{failures.Key}`: {string.Join(' ', failures.Select(failure => _summaries.Of(typeof(ErrorKind).GetField(failure.Kind.ToString())!)))}")),
                ["headers"] = Headers(["x-request-id", .. surface.Headers, .. ResponseHeaders.Of(operation.Origin), .. ResponseHeaders.OfFailures]),
                ["content"] = new JsonObject { [Content.JsonType] = new JsonObject { ["schema"] = _schemas.Write(operation.Errors + "Error") } },
            });
        }

        return Reference("responses", name);
    }

    private static JsonObject Headers(IEnumerable<string> names) =>
        new(names.Select(static name => KeyValuePair.Create<string, JsonNode?>(name, Reference("headers", name))));

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static string Name(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static void AddText(JsonObject json, string text)
    {
        if (text.Length > 0)
        {
            json["description"] = text;
        }
    }

    [GeneratedRegex(@"\{(?<name>[^}]+)\}")]
    private static partial Regex PathParameter();
}
