using System.Net.Http.Headers;
using System.Text;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Two processes on one storage, by the clock on the wall.</summary>
public sealed class HotReloadTests
{
    private const string AdminKey = "admin-key-of-the-tests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_by_one_process_is_served_by_the_other_within_ten_seconds()
    {
        string storage = await Azurite.ConnectionStringAsync();
        KeyValuePair<string, string>[] settings = [new("WEBSITE_SITE_NAME", $"test-{Guid.NewGuid():N}")];
        await using LocalHostProcess one = await LocalHostProcess.StartAsync(storage, settings, Cancel);
        await using LocalHostProcess other = await LocalHostProcess.StartAsync(storage, settings, Cancel);
        Assert.Equal(404, await AskAsync(other));

        using HttpResponseMessage made = await SendAsync(one, "/api/v1/manage/routes", """{"name":"pool","value":{"Models":["sandbox/echo"]}}""");
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancel));
        long began = TimeProvider.System.GetTimestamp();
        while (await AskAsync(other) != 200)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10), other.Log);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancel);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"served after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static async Task<int> AskAsync(LocalHostProcess gateway)
    {
        using HttpResponseMessage answer = await SendAsync(gateway, "/v1/chat/completions", """{"model":"pool","messages":[{"role":"user","content":"Hi"}]}""");
        return (int)answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(LocalHostProcess gateway, string path, string body)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        return await client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
    }
}
