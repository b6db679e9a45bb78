using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Nobody gets the end of an answer that is not booked.</summary>
public sealed class DurableUsageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_whole_answer_waits_until_its_record_is_durable()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await StartAsync(provider, storage);
        storage.Hold();

        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask("false"));
        await storage.Held.WaitAsync(Cancel);
        Assert.False(asking.IsCompleted);
        Assert.Empty(await gateway.Caller.UsageAsync());
        storage.Release();
        using HttpResponseMessage response = await asking;

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Single(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task The_end_of_a_stream_waits_until_its_record_is_durable_and_the_text_does_not()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Recording.OpenAI().Stream);
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await StartAsync(provider, storage);
        storage.Hold();

        using HttpResponseMessage response = await gateway.Caller.PostAsync(Ask("true"));
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancel));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(Cancel);
        }
        while (line?.Contains("\"stop\"", StringComparison.Ordinal) == false);

        await storage.Held.WaitAsync(Cancel);
        Assert.Equal("", await reader.ReadLineAsync(Cancel));
        Task<string?> next = reader.ReadLineAsync(Cancel).AsTask();
        Assert.False(next.IsCompleted);
        storage.Release();

        Assert.Equal("data: [DONE]", await next);
        Assert.Single(await gateway.Caller.UsageAsync());
    }

    [Fact]
    public async Task A_whole_answer_is_withheld_when_the_storage_is_gone()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await StartAsync(provider, storage);
        storage.Break();

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask("false"));

        Assert.Equal(503, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "server_error", "storage_unavailable", null, provider);
        Assert.DoesNotContain("Héllo", answer.Text, StringComparison.Ordinal);
        Assert.Contains(gateway.Logs.Entries, entry => entry.Text.Contains("A usage record could not be written", StringComparison.Ordinal) && entry.Text.Contains(gateway.App, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_does_not_end_well_when_the_storage_is_gone()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("text/event-stream", Recording.OpenAI().Stream);
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await StartAsync(provider, storage);
        storage.Break();

        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask("true"));

        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        Assert.Equal("storage_unavailable", answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_storage_that_hangs_is_waited_for_so_long_and_no_longer()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await StartAsync(provider, storage, time);
        storage.Hold();

        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask("false"));
        await storage.Held.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(asking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(2));
        using HttpResponseMessage response = await asking;

        Assert.Equal(503, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_key_that_cannot_be_checked_is_neither_good_nor_bad()
    {
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("AzureWebJobsStorage", storage.ConnectionString));
        storage.Break();

        GatewayAnswer answer = await gateway.Caller.GetAsync("/v1/models");

        Assert.Equal(503, answer.Code);
        BadRequestTests.AssertEnvelope(answer, "server_error", "storage_unavailable", null, null);
    }

    private static string Ask(string stream) => $$"""{"model":"gpt-4o-mini","stream":{{stream}},"messages":[{"role":"user","content":"Hi"}]}""";

    private static async Task<GatewayApp> StartAsync(ScriptedProvider provider, StorageProxy storage, TimeProvider? time = null)
    {
        GatewayApp gateway = await GatewayApp.StartAsync(
            new GatewaySettings().Provider("openai", provider.BaseUrl).With("AzureWebJobsStorage", storage.ConnectionString), time);

        // Its key is known from now on, for as long as a test takes.
        Assert.Equal(200, (await gateway.Caller.GetAsync("/v1/models")).Code);
        return gateway;
    }
}
