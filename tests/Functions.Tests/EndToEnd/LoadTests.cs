using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>Many at once, and a stop in the middle.</summary>
public sealed class LoadTests
{
    private const string Ask = """{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_streams_at_once_each_get_their_own_answer_and_their_own_record()
    {
        const int count = 200;
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            string said = exchange.Request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
            await exchange.BeginAsync();
            for (int i = 0; i < 10; i++)
            {
                string piece = Recording.Event($$"""{"content":"{{said}}:{{i}} "}""");
                await exchange.SendAsync(piece[..(20 + i)]);
                await exchange.SendAsync(piece[(20 + i)..]);
            }

            await exchange.SendAsync(Recording.Event("{}", "\"stop\"") + Recording.Usage + "data: [DONE]\n\n");
            await exchange.EndAsync();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);

        GatewayAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(number =>
            gateway.Caller.AskAsync(Ask.Replace("Hi", $"n{number}", StringComparison.Ordinal))));

        for (int number = 0; number < count; number++)
        {
            Assert.Equal(string.Concat(Enumerable.Range(0, 10).Select(i => $"n{number}:{i} ")), answers[number].Content);
            Assert.True(answers[number] is { IsDone: true, Broken: false });
        }

        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(count, rows.Count);
        Assert.Equal(answers.Select(static answer => answer.Headers["x-request-id"]).Order(), rows.Select(static row => row.RequestId).Order());
        Assert.All(rows, static row => Assert.Equal(("success", 14L, false), (row.Outcome, row.TotalTokens, row.Estimated)));
    }

    [Fact]
    public async Task A_stop_lets_a_running_stream_come_to_its_end()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("openai", provider);
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask);
        ProviderExchange exchange = await provider.NextAsync();
        string[] pieces = Recording.OpenAI().Stream;
        await exchange.BeginAsync();
        await exchange.SendAsync(pieces[0] + pieces[1]);
        using HttpResponseMessage response = await asking;

        Task stopping = gateway.StopAsync();
        Assert.False(stopping.IsCompleted);
        await exchange.SendAsync(string.Concat(pieces[2..]));
        await exchange.EndAsync();
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);
        await stopping;

        Assert.True(answer is { IsDone: true, Broken: false });
        Assert.Equal(Recording.Text, answer.Content);
        Assert.Equal("success", Assert.Single(await gateway.Caller.UsageAsync()).Outcome);
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Caller.AskAsync(Ask));
    }

    [Fact]
    public async Task A_stream_that_outlasts_the_patience_of_a_stop_is_cut_and_booked()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("openai", provider.BaseUrl), drainTimeout: TimeSpan.FromMilliseconds(300));
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync(Ask);
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync();
        await exchange.SendAsync(Recording.OpenAI().Stream[1]);
        using HttpResponseMessage response = await asking;

        await gateway.StopAsync();
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        Assert.True(answer.Broken || answer.Chunks.Any(static chunk => chunk.TryGetProperty("error", out JsonElement _)), answer.Text);
        await exchange.GatewayGone.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
        UsageRow row = Assert.Single(await gateway.Caller.UsageAsync());
        Assert.Equal(("client_closed", true), (row.Outcome, row.Estimated));
    }
}
