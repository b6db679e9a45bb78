using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using LlmFunctions.Functions.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>The OpenAPI document is one, and it has the endpoints that there are, and no others.</summary>
public sealed class DescriptionTests
{
    private const string How = "docs/api-description.md says how endpoints are described.";

    private static readonly Operation[] Operations = [.. ApiDescription.Surfaces.SelectMany(static surface => surface.Operations)];

    private static readonly (string Name, HttpTriggerAttribute Trigger)[] Endpoints =
        [.. AppFunctions.All.Where(static function => function.Trigger is HttpTriggerAttribute).Select(static function => (function.Name, (HttpTriggerAttribute)function.Trigger))];

    [Fact]
    public void Every_endpoint_is_described() => AssertNone(
        from endpoint in Endpoints
        from method in endpoint.Trigger.Methods!
        where !Operations.Any(operation => operation.Function == endpoint.Name && operation.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
        select $"{method.ToUpperInvariant()} /{endpoint.Trigger.Route} of the function {endpoint.Name} has no operation in src/Functions/Description/Surfaces.");

    [Fact]
    public void Every_operation_is_an_endpoint_of_the_function_that_it_names() => AssertNone(
        from operation in Operations
        where !Endpoints.Any(endpoint => endpoint.Name == operation.Function
            && endpoint.Trigger.Methods!.Contains(operation.Method, StringComparer.OrdinalIgnoreCase)
            && Serves(endpoint.Trigger.Route!, operation))
        select $"{operation.Method} {operation.Path} ({operation.Id}) is described, but no function {operation.Function} has this method and a route that takes this path.");

    [Fact]
    public void Every_operation_has_an_id_of_its_own() => Assert.Equal(Operations.Length, Operations.DistinctBy(static operation => operation.Id).Count());

    [Fact]
    public void The_document_is_OpenAPI_3_1()
    {
        using Stream stream = typeof(DescriptionTests).Assembly.GetManifestResourceStream("oas-3.1.schema.json")!;
        using StreamReader reader = new(stream);

        // The checker looks for a pattern with a slash under another name than it has kept it.
        JsonSchema official = JsonSchema.FromText(reader.ReadToEnd().Replace("\"^/\"", @"""^\\u002f""", StringComparison.Ordinal));
        Assert.Empty(Errors(official, ApiDocument.Current.Root));
        Assert.NotEmpty(Errors(official, JsonElement.Parse("""{"openapi":"3.1.1","info":{"title":"No version"},"paths":{}}""")));
    }

    [Fact]
    public void Every_schema_is_one_of_the_dialect_of_OpenAPI_3_1() => Assert.All(
        ApiDocument.Current.Root.GetProperty("components").GetProperty("schemas").EnumerateObject(),
        static schema => Assert.Empty(Errors(MetaSchemas.Draft202012, schema.Value)));

    [Fact]
    public void Every_reference_leads_somewhere() =>
        Assert.All(References(ApiDocument.Current.Root), static reference => ApiDocument.Current.Resolve(reference));

    [Fact]
    public void Whatever_is_shared_is_used()
    {
        string text = ApiDocument.Current.Root.GetRawText();
        Assert.All(
            (string[])["schemas", "headers", "parameters", "responses"],
            kind => Assert.All(
                ApiDocument.Current.Root.GetProperty("components").GetProperty(kind).EnumerateObject(),
                component => Assert.Contains($"#/components/{kind}/{component.Name}", text, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_example_is_what_its_schema_says() => AssertNone(
        from operation in ApiDocument.Current.Operations
        from media in Medias(operation.Json)
        where media.TryGetProperty("examples", out _)
        from example in media.GetProperty("examples").EnumerateObject()
        from problem in ApiDocument.Current.Check(media.GetProperty("schema"), example.Value.GetProperty("value"))
        select $"{operation}, {example.Name}: {problem}");

    /// <summary>What the compiler takes from the source is on the page, where the build was told to write it.</summary>
    [Fact]
    public void Fields_are_described_by_the_documentation_of_the_code()
    {
        bool isWritten = File.Exists(Path.ChangeExtension(typeof(ApiDescription).Assembly.Location, ".xml"));
        JsonElement providers = ApiDocument.Current.Root.GetProperty("components").GetProperty("schemas").GetProperty("HealthReport").GetProperty("properties").GetProperty("providers");
        Assert.Equal(isWritten ? "How many providers are configured." : null, providers.TryGetProperty("description", out JsonElement text) ? text.GetString() : null);
    }

    private static bool Serves(string route, Operation operation)
    {
        if (!route.Contains("{*", StringComparison.Ordinal))
        {
            return "/" + route == operation.Path;
        }

        string pattern = Regex.Replace(Regex.Escape("/" + route).Replace("\\{", "{", StringComparison.Ordinal), @"\{(\\\*)?[^}]+\}", static match => match.Groups[1].Success ? ".+" : "[^/]+");
        return Regex.IsMatch(operation.Path, $"^{pattern}$");
    }

    private static IEnumerable<JsonElement> Medias(JsonElement operation)
    {
        List<JsonElement> bodies = [.. operation.GetProperty("responses").EnumerateObject().Select(static response => ApiDocument.Current.Resolve(response.Value))];
        if (operation.TryGetProperty("requestBody", out JsonElement request))
        {
            bodies.Add(request);
        }

        return bodies.Where(static body => body.TryGetProperty("content", out _)).SelectMany(static body => body.GetProperty("content").EnumerateObject()).Select(static media => media.Value);
    }

    private static IEnumerable<JsonElement> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property => References(property.Value))
            .Concat(element.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String ? [element] : []),
        _ => [],
    };

    private static IEnumerable<string> Errors(JsonSchema schema, JsonElement value)
    {
        EvaluationResults results = schema.Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid ? [] : [.. (results.Details ?? []).Where(static detail => detail is { IsValid: false, Errors: not null })
            .SelectMany(static detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))];
    }

    private static void AssertNone(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        Assert.True(all.Length == 0, $"{string.Join('\n', all)}\n{How}");
    }
}
