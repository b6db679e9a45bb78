using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Providers.Sandbox;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

/// <summary>Calls the sandbox as the gateway does.</summary>
internal sealed class SandboxCalls : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    public SandboxCalls() => _invoker = new HttpMessageInvoker(new SandboxHandler(Clock));

    public ManualTimeProvider Clock { get; } = new();

    public static JsonObject Request(string text = "hello there", JsonObject? sandbox = null, bool stream = false)
    {
        JsonObject request = new()
        {
            ["model"] = "echo",
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
        };
        if (sandbox is not null)
        {
            request["sandbox"] = sandbox;
        }

        if (stream)
        {
            request["stream"] = true;
            request["stream_options"] = new JsonObject { ["include_usage"] = true };
        }

        return request;
    }

    public async Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken, string path = "chat/completions")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"http://sandbox.invalid/v1/{path}")
        {
            Content = new ReadOnlyMemoryContent(Encoding.UTF8.GetBytes(body)),
        };
        return await _invoker.SendAsync(request, cancellationToken);
    }

    public Task<HttpResponseMessage> SendAsync(JsonObject request) =>
        SendAsync(request.ToJsonString(), TestContext.Current.CancellationToken);

    /// <summary>The whole answer.</summary>
    public async Task<JsonNode> AnswerAsync(JsonObject request)
    {
        using HttpResponseMessage response = await SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
        return await ReadJsonAsync(response);
    }

    /// <summary>The <c>error</c> of a refused request.</summary>
    public async Task<JsonNode> RefusalAsync(string body)
    {
        using HttpResponseMessage response = await SendAsync(body, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
        return (await ReadJsonAsync(response))["error"]!;
    }

    /// <summary>The payloads of the events of a stream that is not paced.</summary>
    public async Task<string[]> EventsAsync(JsonObject request)
    {
        using HttpResponseMessage response = await SendAsync(request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Payloads(body);
    }

    public static string[] Payloads(string body) =>
        [.. body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(static frame => frame["data: ".Length..])];

    public static async Task<JsonNode> ReadJsonAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))!;

    public void Dispose() => _invoker.Dispose();
}
