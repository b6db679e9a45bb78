using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The main job: an app that speaks OpenAI's format gets an answer from each kind of provider.</summary>
public sealed class ChatTests
{
    public static TheoryData<string> Providers => ["openai", "anthropic", "gemini", "cohere", "ollama", "azure-openai"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_whole_answer_comes_in_the_clients_form_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"{{name}}/{{recording.Model}}","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(200, answer.Code);
        Assert.Equal("application/json", answer.Headers["content-type"]);
        Assert.Equal(Recording.Text, answer.Content);
        Assert.Equal("chat.completion", answer.Json.GetProperty("object").GetString());
        Assert.NotEqual("", answer.Json.GetProperty("id").GetString());
        Assert.True(answer.Json.GetProperty("created").GetInt64() > 1_700_000_000);
        Assert.Equal("stop", answer.Json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal((11, 3, 14), Usage(answer.Json));
        AssertOrigin(answer, recording);
        AssertAsked(provider.Request, recording, recording.Path);
        Assert.DoesNotContain(GatewaySettings.ProviderKey, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_streamed_answer_comes_in_the_clients_form_from_every_dialect(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.Streaming(recording.StreamType, recording.Stream);
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            $$$"""{"model":"{{{name}}}/{{{recording.Model}}}","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""");

        Assert.Equal(200, answer.Code);
        Assert.StartsWith("text/event-stream", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.Equal(Recording.Text, answer.Content);
        Assert.True(answer.IsDone);
        Assert.All(answer.Chunks, static chunk => Assert.NotEqual("", chunk.GetProperty("id").GetString()));
        Assert.Single(answer.Chunks.Select(static chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Single(answer.Chunks, static chunk => chunk.GetProperty("choices") is { } choices && choices.GetArrayLength() > 0 && choices[0].GetProperty("finish_reason").ValueKind == JsonValueKind.String);
        JsonElement usage = Assert.Single(answer.Chunks, static chunk => chunk.TryGetProperty("usage", out JsonElement counts) && counts.ValueKind == JsonValueKind.Object);
        Assert.Equal((11, 3, 14), Usage(usage));
        AssertOrigin(answer, recording);
        AssertAsked(provider.Request, recording, recording.StreamPath);
        Assert.DoesNotContain(GatewaySettings.ProviderKey, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Characters_that_are_split_over_packets_arrive_whole(string name)
    {
        Recording recording = Recording.All[name];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(recording.Stream));
        await using ScriptedProvider provider = ScriptedProvider.Run(async exchange =>
        {
            await exchange.BeginAsync(recording.StreamType);
            foreach (byte one in bytes)
            {
                await exchange.SendAsync(new[] { one });
            }

            await exchange.EndAsync();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync($$"""{"model":"{{name}}/{{recording.Model}}","messages":[{"role":"user","content":"Hi"}],"stream":true}""");

        Assert.Equal(Recording.Text, answer.Content);
        Assert.True(answer.IsDone);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_event_is_passed_on_before_the_provider_sends_the_next(string name)
    {
        Recording recording = Recording.All[name];
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(name, provider);
        Task<HttpResponseMessage> asking = gateway.Caller.PostAsync($$"""{"model":"{{name}}/{{recording.Model}}","messages":[{"role":"user","content":"Hi"}],"stream":true}""");
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync(recording.StreamType);
        string all = string.Concat(recording.Stream);
        int middle = all.IndexOf(" 世界", StringComparison.Ordinal);
        string next = recording.Stream.Single(static piece => piece.Contains(" 世界", StringComparison.Ordinal));
        int boundary = all.IndexOf(next, StringComparison.Ordinal);
        await exchange.SendAsync(all[..boundary]);
        Assert.True(boundary < middle);

        using HttpResponseMessage response = await asking;
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        string? line;
        do
        {
            line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        while (line?.Contains("Héllo", StringComparison.Ordinal) == false);

        Assert.NotNull(line);
        await exchange.SendAsync(all[boundary..]);
        await exchange.EndAsync();
        Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_the_provider_cannot_carry_are_named_in_a_header()
    {
        Recording recording = Recording.All["anthropic"];
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, recording.Whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

        GatewayAnswer answer = await gateway.Caller.AskAsync(
            """{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"Hi"}],"seed":7,"frequency_penalty":0.5}""");

        Assert.Equal(200, answer.Code);
        Assert.Equal(["frequency_penalty", "seed"], answer.Headers["x-llm-dropped"].Split(", ").Order());
        Assert.False(provider.Request.Json.TryGetProperty("seed", out _));
    }

    private static void AssertOrigin(GatewayAnswer answer, Recording recording)
    {
        Assert.Equal(recording.Provider, answer.Headers["x-llm-provider"]);
        Assert.Equal(recording.Model, answer.Headers["x-llm-model"]);
        Assert.Equal("default", answer.Headers["x-llm-account"]);
        Assert.Equal("1", answer.Headers["x-llm-attempts"]);
        Assert.False(answer.Headers.ContainsKey("x-llm-dropped"));
        Assert.NotEqual("", answer.Headers["x-request-id"]);
    }

    private static void AssertAsked(ReceivedRequest request, Recording recording, string path)
    {
        Assert.Equal(("POST", path), (request.Method, request.Path));
        Assert.Equal(recording.Authorization.Value, request.Headers[recording.Authorization.Name]);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Contains("Hi", request.Text, StringComparison.Ordinal);
        if (recording.Provider == "anthropic")
        {
            Assert.Equal("2023-06-01", request.Headers["anthropic-version"]);
        }
    }

    private static (int Prompt, int Completion, int Total) Usage(JsonElement answer)
    {
        JsonElement usage = answer.GetProperty("usage");
        return (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());
    }
}
