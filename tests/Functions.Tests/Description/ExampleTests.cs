using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Tests.Description.Preparations;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>
/// Every operation is called as its examples show, with the sandbox as the provider, and answers as the document says: what the
/// app's end checks for all tests is checked here, too.
/// </summary>
public sealed class ExampleTests
{
    // What must be there before, by the id of the operation.
    private static readonly Dictionary<string, Prepare> Preparations = new(
    [
        .. KeptResponses.All,
        .. Keys.All,
        .. Configured.All,
        .. Silences.All,
        .. JobsAndBatches.All,
        .. Rated.All,
    ]);

    public static TheoryData<string> Operations => [.. ApiDocument.Current.Operations.Select(static operation => operation.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task The_examples_of_an_operation_work(string id)
    {
        ApiOperation operation = ApiDocument.Current.Operations.Single(operation => operation.Id == id);
        await using ScriptedProvider ollama = ScriptedProvider.Run(static exchange => exchange.RespondAsync(
            200,
            exchange.Request.Path == "/api/tags" ? """{"models":[{"name":"llama3:8b","size":4661211808,"digest":"sha256:6a07"}]}""" : "{\"status\":\"success\"}\n",
            exchange.Request.Path == "/api/tags" ? "application/json" : "application/x-ndjson"));
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", ollama);
        ExampleCaller caller = new(gateway);
        Prepared prepared = Preparations.TryGetValue(id, out Prepare? prepare) ? await prepare(caller) : new Prepared();
        (string Name, string Value)[] headers = [.. RequiredHeaders(operation)];

        int sent = 0;
        foreach (HttpContent? content in Contents(operation, prepared))
        {
            GatewayAnswer answer = await caller.SendAsync(new HttpMethod(operation.Method), PathOf(operation, prepared) + prepared.Query, content, headers);
            Assert.True(answer.Code < 300 && !answer.Broken && ApiDocument.Current.Response(operation, answer.Code) is not null, $"{operation}, example {++sent}, is answered with {answer.Code}: {answer.Text}");
        }
    }

    private static IEnumerable<HttpContent?> Contents(ApiOperation operation, Prepared prepared)
    {
        if (prepared.Content is { } content)
        {
            return [content];
        }

        IReadOnlyList<(string Type, JsonElement Body)> bodies = ExampleCaller.Bodies(operation);
        Assert.True(bodies.Count > 0, $"{operation} takes a body and has no example of one.");
        return bodies.Select(body => body.Type.Length == 0 ? null : ExampleCaller.ToContent(body.Type, body.Body, prepared.Body));
    }

    private static string PathOf(ApiOperation operation, Prepared prepared) => Regex.Replace(operation.Path, @"\{([^}]+)\}", match =>
        prepared.Path.GetValueOrDefault(match.Groups[1].Value)
            ?? Example(Parameters(operation).Single(parameter => parameter.GetProperty("in").ValueEquals("path") && parameter.GetProperty("name").ValueEquals(match.Groups[1].Value)))
            ?? throw new InvalidOperationException($"{operation}: give {match.Value} an example that works with the sandbox, or prepare one in the folder Preparations."));

    private static IEnumerable<(string Name, string Value)> RequiredHeaders(ApiOperation operation) =>
        from parameter in Parameters(operation)
        where parameter.GetProperty("in").ValueEquals("header") && parameter.TryGetProperty("required", out JsonElement required) && required.GetBoolean()
        select (parameter.GetProperty("name").GetString()!, Example(parameter) ?? throw new InvalidOperationException($"{operation}: give the header {parameter.GetProperty("name")} an example."));

    private static IEnumerable<JsonElement> Parameters(ApiOperation operation) => operation.Json.GetProperty("parameters").EnumerateArray().Select(ApiDocument.Current.Resolve);

    private static string? Example(JsonElement parameter) => parameter.TryGetProperty("example", out JsonElement example) ? example.GetString() : null;
}
