using System.Text;
using System.Text.Json;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Asks for jobs and after them, as an app does.</summary>
internal static class JobClient
{
    public const string Async = "respond-async";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Posts a request with these headers and reads the whole answer.</summary>
    public static async Task<GatewayAnswer> SendAsync(this GatewayCaller caller, string body, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await caller.Client.SendAsync(request, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    public static Task<GatewayAnswer> LaterAsync(this GatewayCaller caller, string body, string path = "/v1/chat/completions", params (string Name, string Value)[] headers) =>
        caller.SendAsync(body, path, [("Prefer", Async), .. headers]);

    /// <summary>The job of an answer, when it has come to its end.</summary>
    public static Task<JsonElement> EndOfAsync(this GatewayCaller caller, GatewayAnswer accepted) => caller.EndOfAsync(IdOf(accepted));

    public static async Task<JsonElement> EndOfAsync(this GatewayCaller caller, string id)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/jobs/{id}");
        request.Headers.TryAddWithoutValidation("Prefer", "wait=50");
        using HttpResponseMessage response = await caller.Client.SendAsync(request, Cancel);
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);
        Assert.True(answer.Code == 200, answer.Text);
        Assert.False(StatusOf(answer.Json) is "queued" or "running", answer.Text);
        return answer.Json;
    }

    public static async Task<GatewayAnswer> DeleteAsync(this GatewayCaller caller, string path)
    {
        using HttpResponseMessage response = await caller.Client.DeleteAsync(path, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    public static string IdOf(GatewayAnswer accepted)
    {
        Assert.True(accepted.Code == 202, accepted.Text);
        return accepted.Json.GetProperty("id").GetString()!;
    }

    public static string StatusOf(JsonElement job) => job.GetProperty("status").GetString()!;
}
