using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>What a request is made of that is as an operation's examples show.</summary>
internal static class ExampleRequest
{
    /// <summary>The bodies of an operation's examples; a single null where it takes none.</summary>
    public static IEnumerable<HttpContent?> Contents(ApiOperation operation, Prepared prepared)
    {
        if (prepared.Content is { } content)
        {
            return [content];
        }

        IReadOnlyList<(string Type, JsonElement Body)> bodies = ExampleCaller.Bodies(operation);
        Assert.True(bodies.Count > 0, $"{operation} takes a body and has no example of one.");
        return bodies.Select(body => body.Type.Length == 0 ? null : ExampleCaller.ToContent(body.Type, body.Body, prepared.Body));
    }

    /// <summary>The path with what was prepared, or the examples, in the place of its parameters.</summary>
    public static string PathOf(ApiOperation operation, Prepared prepared) => Regex.Replace(operation.Path, @"\{([^}]+)\}", match =>
        prepared.Path.GetValueOrDefault(match.Groups[1].Value)
            ?? Example(Parameters(operation).Single(parameter => parameter.GetProperty("in").ValueEquals("path") && parameter.GetProperty("name").ValueEquals(match.Groups[1].Value)))
            ?? throw new InvalidOperationException($"{operation}: give {match.Value} an example that works with the sandbox, or prepare one in the folder Preparations."));

    /// <summary>Headers without which nothing is done.</summary>
    public static IEnumerable<(string Name, string Value)> RequiredHeaders(ApiOperation operation) =>
        from parameter in Parameters(operation)
        where parameter.GetProperty("in").ValueEquals("header") && parameter.TryGetProperty("required", out JsonElement required) && required.GetBoolean()
        select (parameter.GetProperty("name").GetString()!, Example(parameter) ?? throw new InvalidOperationException($"{operation}: give the header {parameter.GetProperty("name")} an example."));

    /// <summary>The parameters of an operation, those that it shares with others too.</summary>
    public static IEnumerable<JsonElement> Parameters(ApiOperation operation) => operation.Json.GetProperty("parameters").EnumerateArray().Select(ApiDocument.Current.Resolve);

    private static string? Example(JsonElement parameter) => parameter.TryGetProperty("example", out JsonElement example) ? example.GetString() : null;
}
