using System.Net.Http.Headers;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>An app that calls the gateway with a key of its own, so that its usage is nobody else's.</summary>
internal sealed class GatewayCaller : IDisposable
{
    public GatewayCaller(GatewayApp gateway, string app, string key)
    {
        App = app;
        Key = key;
        Client = new HttpClient(Connections()) { BaseAddress = gateway.BaseAddress, Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string App { get; }

    public string Key { get; }

    public HttpClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Posts a chat request; returns when the headers of the answer are there.</summary>
    public async Task<HttpResponseMessage> PostAsync(string body, string path = "/v1/chat/completions", CancellationToken? cancellationToken = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken ?? Cancel);
    }

    /// <summary>Posts a chat request and reads the whole answer.</summary>
    public async Task<GatewayAnswer> AskAsync(string body, string path = "/v1/chat/completions")
    {
        using HttpResponseMessage response = await PostAsync(body, path);
        return await GatewayAnswer.ReadAsync(response);
    }

    public async Task<GatewayAnswer> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    /// <summary>The usage records of this app, in the order in which the attempts were made.</summary>
    public async Task<IReadOnlyList<UsageRow>> UsageAsync(string? storage = null)
    {
        IReadOnlyList<TableEntity> rows = await UsageTables.ReadAsync(storage ?? await Azurite.ConnectionStringAsync(), App, Cancel);
        return [.. rows.Select(static row => new UsageRow(row)).OrderBy(static row => row.StartedAt).ThenBy(static row => row.Attempt)];
    }

    /// <summary>Who disposes of an answer before its end leaves at once, instead of reading on for a while to save the connection.</summary>
    internal static SocketsHttpHandler Connections() => new() { UseProxy = false, AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero };

    public void Dispose() => Client.Dispose();
}
