using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>
/// Every operation is called as its example shows, with the sandbox as the provider, and answers as the document says: what the
/// app's end checks for all tests is checked here, too.
/// </summary>
public sealed class ExampleTests
{
    // What must be there before an operation can be called, and what it is then called in the path.
    private static readonly Dictionary<string, Func<GatewayApp, Task<string>>> Prepared = new()
    {
        ["GetResponse"] = ResponseAsync,
        ["DeleteResponse"] = ResponseAsync,
        ["ResponseInputItems"] = ResponseAsync,
        ["RevokeKey"] = static async gateway => (await SendAsync(gateway, HttpMethod.Post, "/api/v1/manage/keys", Json("""{"app":"other-app"}"""))).Json.GetProperty("id").GetString()!,
        ["ListInstalledModels"] = static _ => Task.FromResult("ollama"),
        ["ListRequiredModels"] = static _ => Task.FromResult("ollama"),
    };

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
        string path = await PathAsync(operation, gateway);

        foreach ((string type, JsonElement body) in Bodies(operation))
        {
            GatewayAnswer answer = await SendAsync(gateway, new HttpMethod(operation.Method), path, ToContent(type, body));
            Assert.True(answer.Code < 300 && ApiDocument.Current.Response(operation, answer.Code) is not null, $"{operation} with {body} is answered with {answer.Code}: {answer.Text}");
            Assert.False(answer.Broken);
        }
    }

    private static async Task<string> PathAsync(ApiOperation operation, GatewayApp gateway)
    {
        string? prepared = Prepared.TryGetValue(operation.Id, out Func<GatewayApp, Task<string>>? prepare) ? await prepare(gateway) : null;
        return Regex.Replace(operation.Path, @"\{([^}]+)\}", match => prepared
            ?? operation.Json.GetProperty("parameters").EnumerateArray().Select(ApiDocument.Current.Resolve)
                .Single(parameter => parameter.GetProperty("in").ValueEquals("path") && parameter.GetProperty("name").ValueEquals(match.Groups[1].Value))
                .GetProperty("example").GetString()
            ?? throw new InvalidOperationException($"{operation}: give {match.Value} an example that works with the sandbox, or prepare one here."));
    }

    private static IEnumerable<(string Type, JsonElement Body)> Bodies(ApiOperation operation)
    {
        if (!operation.Json.TryGetProperty("requestBody", out JsonElement body))
        {
            return [("", default)];
        }

        JsonProperty media = body.GetProperty("content").EnumerateObject().First();
        Assert.True(media.Value.TryGetProperty("examples", out JsonElement examples), $"{operation} takes a body and has no example of one.");
        return examples.EnumerateObject().Select(example => (media.Name, example.Value.GetProperty("value")));
    }

    /// <summary>A form is an object in the document: its field <c>file</c> is the file, the others are texts.</summary>
    private static HttpContent? ToContent(string type, JsonElement body)
    {
        if (type.Length == 0)
        {
            return null;
        }

        if (type != "multipart/form-data")
        {
            return new StringContent(body.GetRawText(), Encoding.UTF8, type);
        }

        MultipartFormDataContent form = [];
        foreach (JsonProperty field in body.EnumerateObject())
        {
            if (field.Name == "file")
            {
                form.Add(new StringContent(field.Value.GetString()!), field.Name, "example.jsonl");
            }
            else
            {
                form.Add(new StringContent(field.Value.ToString()), field.Name);
            }
        }

        return form;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<string> ResponseAsync(GatewayApp gateway) =>
        (await SendAsync(gateway, HttpMethod.Post, "/v1/responses", Json("""{"model":"sandbox/echo","input":"Hello"}"""))).Json.GetProperty("id").GetString()!;

    private static async Task<GatewayAnswer> SendAsync(GatewayApp gateway, HttpMethod method, string path, HttpContent? body)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", gateway.AdminKey);
        request.Content = body;
        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
