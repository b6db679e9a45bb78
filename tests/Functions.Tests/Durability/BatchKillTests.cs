using System.Net.Http.Headers;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>A batch whose process is killed again and again: it comes to its end, in order, and nothing is booked twice.</summary>
public sealed class BatchKillTests : DurabilityTest
{
    private const int Lines = 400;

    // Every line takes a while, so that kills fall into the middle of calls, too.
    private const string Latency = ",\"sandbox\":{\"latency_ms\":30}";

    private readonly string _hub = TableNames.UniquePrefix();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_batch_survives_kills_at_any_moment(int seed)
    {
        Random random = new(seed);
        string id;
        string key;
        LocalHostProcess gateway = await StartOnHubAsync();
        try
        {
            key = await gateway.CreateKeyAsync(App, Cancellation);
            using (HttpClient client = Connect(gateway, key))
            {
                BatchCaller caller = new(client);
                id = await caller.CreatedAsync(await caller.UploadedAsync(Enumerable.Range(0, Lines).Select(static i => BatchCaller.Line($"line-{i}", $"number {i}", more: Latency))));
            }

            // At a moment of the validation, of several chunks, perhaps of the end.
            foreach (int wait in (int[])[random.Next(100), random.Next(300, 900), random.Next(300, 1500)])
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait), TimeProvider.System, Cancellation);
                gateway.Kill();
                await gateway.DisposeAsync();
                gateway = await StartOnHubAsync();
            }

            using HttpClient last = Connect(gateway, key);
            BatchCaller reader = new(last);
            JsonElement batch = await reader.EndAsync(id);

            Assert.True(batch.GetProperty("status").GetString() == "completed", batch.ToString() + gateway.Log);
            IReadOnlyList<JsonElement> output = await reader.LinesAsync(batch);
            Assert.Equal(Enumerable.Range(0, Lines).Select(static i => $"line-{i}"), output.Select(static line => line.GetProperty("custom_id").GetString()));
            await AssertRecordedOnceAsync([.. output.Select(static line => line.GetProperty("id").GetString()!)]);
            Assert.Equal(Lines, (await RowsAsync()).Count);
        }
        finally
        {
            await gateway.DisposeAsync();
        }
    }

    private static HttpClient Connect(LocalHostProcess gateway, string key)
    {
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private Task<LocalHostProcess> StartOnHubAsync() => LocalHostProcess.StartAsync(
        Storage,
        [
            new("AzureFunctionsJobHost__extensions__durableTask__hubName", _hub),
            new("Gateway__Batches__Concurrency", "20"),
        ],
        Cancellation);
}
