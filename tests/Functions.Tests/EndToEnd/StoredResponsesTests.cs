using System.Net;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Timers;
using LlmFunctions.Testing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Responses that are kept: read again, listed, deleted, gone on from, and given up when their time is over.</summary>
public sealed class StoredResponsesTests
{
    private const string Path = "/v1/responses";

    [Fact]
    public async Task A_conversation_goes_on_by_the_id_of_its_last_response()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        string first = IdOf(await gateway.Caller.AskAsync("""{"model":"openai/gpt-4o-mini","instructions":"Be brief.","input":"One"}""", Path));
        string second = IdOf(await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","input":"Two","previous_response_id":"{{first}}"}""", Path));
        GatewayAnswer third = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","input":"Three","previous_response_id":"{{second}}"}""", Path);

        Assert.Equal(second, third.Json.GetProperty("previous_response_id").GetString());
        Assert.Equal(["One", Recording.Text, "Two", Recording.Text, "Three"], Messages(provider.Requests[2]));
        GatewayAnswer items = await gateway.Caller.GetAsync($"{Path}/{IdOf(third)}/input_items?order=asc");
        Assert.Equal(["One", Recording.Text, "Two", Recording.Text, "Three"], Items(items).Select(static item => item.GetProperty("content")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_kept_response_is_read_and_deleted_by_its_own_app_only()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller other = await gateway.CreateCallerAsync();
        GatewayAnswer made = await gateway.Caller.AskAsync("""{"model":"sandbox/echo","input":"Hi","metadata":{"a":"b"}}""", Path);
        string path = $"{Path}/{IdOf(made)}";

        Assert.Equal(made.Text, (await gateway.Caller.GetAsync(path)).Text);
        GatewayAnswer refused = await other.GetAsync(path);
        Assert.Equal((404, "not_found"), (refused.Code, refused.Error.GetProperty("code").GetString()));
        Assert.Equal(404, (await other.GetAsync(path + "/input_items")).Code);
        Assert.Equal(404, (await DeleteAsync(other, path)).Code);
        GatewayAnswer previous = await other.AskAsync($$"""{"model":"sandbox/echo","input":"Hi","previous_response_id":"{{IdOf(made)}}"}""", Path);
        Assert.Equal((400, "previous_response_not_found"), (previous.Code, previous.Error.GetProperty("code").GetString()));

        GatewayAnswer deleted = await DeleteAsync(gateway.Caller, path);
        Assert.Equal((200, $$"""{"id":"{{IdOf(made)}}","object":"response","deleted":true}"""), (deleted.Code, deleted.Text));
        Assert.Equal(404, (await gateway.Caller.GetAsync(path)).Code);
        Assert.Equal(404, (await DeleteAsync(gateway.Caller, path)).Code);
    }

    [Fact]
    public async Task Input_items_come_in_pages()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string input = string.Join(',', Enumerable.Range(0, 5).Select(static number => $$"""{"role":"user","content":"{{number}}"}"""));
        string path = $"{Path}/{IdOf(await gateway.Caller.AskAsync($$"""{"model":"sandbox/echo","input":[{{input}}]}""", Path))}/input_items";

        GatewayAnswer first = await gateway.Caller.GetAsync(path + "?limit=2");
        GatewayAnswer second = await gateway.Caller.GetAsync($"{path}?limit=2&after={first.Json.GetProperty("last_id").GetString()}");
        GatewayAnswer last = await gateway.Caller.GetAsync($"{path}?limit=2&after={second.Json.GetProperty("last_id").GetString()}");

        Assert.Equal(["4", "3", "2", "1", "0"], new[] { first, second, last }.SelectMany(Items).Select(static item => item.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Equal([true, true, false], new[] { first, second, last }.Select(static page => page.Json.GetProperty("has_more").GetBoolean()));
        foreach (string query in (string[])["limit=0", "limit=101", "limit=x", "order=up", "after=msg_1"])
        {
            GatewayAnswer refused = await gateway.Caller.GetAsync($"{path}?{query}");
            Assert.Equal((400, query.Split('=')[0]), (refused.Code, refused.Error.GetProperty("param").GetString()));
        }
    }

    [Fact]
    public async Task Long_conversations_with_large_images_are_kept_whole()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Recording.OpenAI().Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        string image = "data:image/png;base64," + Convert.ToBase64String(new byte[2_000_000]);

        string first = IdOf(await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","input":[{"role":"user","content":[{"type":"input_image","image_url":"{{image}}"}]}]}""", Path));
        await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","input":"And?","previous_response_id":"{{first}}"}""", Path);

        Assert.Equal(image, JsonElement.Parse(provider.Requests[1].Body).GetProperty("messages")[0].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_response_is_there_until_its_time_is_over_and_then_purged()
    {
        ManualTimeProvider time = new(new DateTimeOffset(2003, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Responses__Retention", "2.00:00:00"), time);
        string path = $"{Path}/{IdOf(await gateway.Caller.AskAsync("""{"model":"sandbox/echo","input":"Hi"}""", Path))}";

        time.Advance(TimeSpan.FromHours(47));
        Assert.Equal(200, (await gateway.Caller.GetAsync(path)).Code);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, (await gateway.Caller.GetAsync(path)).Code);
        Assert.Equal(404, (await DeleteAsync(gateway.Caller, path)).Code);

        PurgeResponses purge = ActivatorUtilities.CreateInstance<PurgeResponses>(gateway.Host.Services);
        await purge.Run(new TimerInfo(), TestContext.Current.CancellationToken);

        // The clock has been through the schedule as well, so it may be that run which is still at work.
        await gateway.StopAsync();
        Assert.Contains(gateway.Logs.Entries, static entry => entry.Text.Contains("responses that had expired", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_is_kept_a_response_says_so()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Responses__Retention", "0"));

        GatewayAnswer made = await gateway.Caller.AskAsync("""{"model":"sandbox/echo","input":"Hi","store":true}""", Path);

        Assert.False(made.Json.GetProperty("store").GetBoolean());
        Assert.Equal(404, (await gateway.Caller.GetAsync($"{Path}/{IdOf(made)}")).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_response_that_cannot_be_kept_is_not_given_for_whole(bool streamed)
    {
        await using StorageProxy storage = await StorageProxy.StartAsync();
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            // The keys of the settings need no storage, and usage is not recorded here: what fails is the keeping alone.
            storage.Break();
            if (streamed)
            {
                await exchange.BeginAsync("text/event-stream");
                await exchange.SendAsync(string.Concat(Recording.OpenAI().Stream));
                await exchange.EndAsync();
            }
            else
            {
                await exchange.RespondAsync(200, Recording.OpenAI().Whole);
            }
        });
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl).With("Gateway__Usage__Ledger", "off");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings, storage: storage.ConnectionString);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"openai/gpt-4o-mini","input":"Hi","stream":{{(streamed ? "true" : "false")}}}""", Path);

        if (streamed)
        {
            Assert.Equal(["response.failed", "error"], answer.Chunks.Select(static data => data.GetProperty("type").GetString()).TakeLast(2));
            Assert.Equal("storage_unavailable", answer.Chunks[^1].GetProperty("code").GetString());
            Assert.DoesNotContain("response.completed", answer.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage_unavailable"), (answer.Status, answer.Error.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task A_kept_response_cannot_be_streamed_again()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string path = $"{Path}/{IdOf(await gateway.Caller.AskAsync("""{"model":"sandbox/echo","input":"Hi"}""", Path))}";

        GatewayAnswer answer = await gateway.Caller.GetAsync(path + "?stream=true");

        Assert.Equal((400, "stream"), (answer.Code, answer.Error.GetProperty("param").GetString()));
    }

    private static string IdOf(GatewayAnswer answer)
    {
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    private static IEnumerable<JsonElement> Items(GatewayAnswer page) => page.Json.GetProperty("data").EnumerateArray();

    private static IEnumerable<string?> Messages(ReceivedRequest request) =>
        JsonElement.Parse(request.Body).GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("content").GetString());

    private static async Task<GatewayAnswer> DeleteAsync(GatewayCaller caller, string path)
    {
        using HttpResponseMessage response = await caller.Client.DeleteAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }
}
