using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Several processes on one storage know of each other's breakers and accounts.</summary>
public sealed class SharedHealthTests : DurabilityTest
{
    // Longer than it takes under any load, and much shorter than a breaker stays open.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_breaker_that_one_process_opened_is_respected_by_the_others()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(500, """{"error":{"message":"no"}}""");
        await using LocalHostProcess first = await StartAsync(provider);
        await using LocalHostProcess second = await StartAsync(provider);
        await using LocalHostProcess third = await StartAsync(provider);
        string key = await first.CreateKeyAsync(App, Cancellation);
        using HttpClient client = Client(key);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(client, first));
        }

        foreach (LocalHostProcess other in (LocalHostProcess[])[second, third])
        {
            await WaitUntilAsync(client, other, static account => account.GetProperty("models") is { } models
                && models.EnumerateArray().Any(static model => model.GetProperty("breaker").GetString() == "open"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(client, other));
        }

        Assert.Equal(5, provider.Requests.Count);
    }

    [Fact]
    public async Task An_account_that_a_provider_asked_to_wait_is_spared_by_all()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(429, """{"error":{"message":"slow down"}}""", headers: ("Retry-After", "60"));
        await using LocalHostProcess first = await StartAsync(provider);
        await using LocalHostProcess second = await StartAsync(provider);
        string key = await first.CreateKeyAsync(App, Cancellation);
        using HttpClient client = Client(key);

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, first));
        await WaitUntilAsync(client, second, static account => account.GetProperty("status").GetString() == "cooling");
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(client, second));

        Assert.Single(provider.Requests);
    }

    private static HttpClient Client(string key) => new(new SocketsHttpHandler { UseProxy = false })
    {
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, LocalHostProcess gateway)
    {
        using StringContent body = new("""{"model":"acme/rocket","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(gateway.BaseAddress, "/v1/chat/completions"), body, Cancellation);
        return response.StatusCode;
    }

    /// <summary>Asks a process, which waits for its own view to be current, until it knows.</summary>
    private static async Task WaitUntilAsync(HttpClient client, LocalHostProcess gateway, Func<JsonElement, bool> knows)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        JsonElement account;
        do
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(gateway.BaseAddress, "/api/v1/status/health"), limit.Token);
            JsonElement health = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(limit.Token));
            account = health.GetProperty("details").EnumerateArray()
                .Single(static provider => provider.GetProperty("provider").GetString() == "acme").GetProperty("accounts")[0];
        }
        while (!knows(account));
    }

    private Task<LocalHostProcess> StartAsync(ScriptedProvider provider) => LocalHostProcess.StartAsync(
        Storage,
        [
            new("WEBSITE_SITE_NAME", App),
            new("Gateway__Health__RefreshInterval", "1"),
            new("Gateway__Retry__MaxRetries", "0"),
            new("Gateway__Providers__acme__Dialect", "openai"),
            new("Gateway__Providers__acme__BaseUrl", provider.BaseUrl.ToString()),
            new("Gateway__Providers__acme__ApiKey", "key"),
        ],
        Cancellation);
}
