using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>
/// The app with a primary provider that misbehaves as a test wants and a fallback that works. Attempts are counted where they
/// arrive. Waits are short by settings, so that no test takes long.
/// </summary>
internal sealed class FaultScene : IAsyncDisposable
{
    public const string PrimaryModel = "gpt-4o-mini";
    public const string FallbackModel = "spare-1";

    private readonly List<long> _arrivals = [];
    private bool _healthy;

    private FaultScene(Func<ProviderExchange, int, Task> fault)
    {
        Primary = ScriptedProvider.Run(exchange => RunAsync(exchange, fault));
        Fallback = ScriptedProvider.Run(static exchange => AnswerAsync(exchange, FallbackModel));
    }

    public ScriptedProvider Primary { get; }

    public ScriptedProvider Fallback { get; }

    public GatewayApp Gateway { get; private set; } = null!;

    /// <summary>The times between the requests to the primary.</summary>
    public IReadOnlyList<TimeSpan> Gaps
    {
        get
        {
            lock (_arrivals)
            {
                return [.. _arrivals.Zip(_arrivals.Skip(1), Stopwatch.GetElapsedTime)];
            }
        }
    }

    /// <param name="fault">Answers the primary's requests, which are counted from 1.</param>
    /// <param name="settings">More settings, by name and value; those of the primary begin with <c>Primary__</c>.</param>
    public static Task<FaultScene> StartAsync(Func<ProviderExchange, int, Task> fault, params (string Name, string Value)[] settings) => StartAsync(fault, null, settings);

    public static async Task<FaultScene> StartAsync(Func<ProviderExchange, int, Task> fault, TimeProvider? time, params (string Name, string Value)[] settings)
    {
        FaultScene scene = new(fault);
        GatewaySettings all = new GatewaySettings()
            .Provider("openai", scene.Primary.BaseUrl)
            .Provider("fallback", scene.Fallback.BaseUrl, ("Dialect", "openai"))
            .With("Gateway__Retry__MaxRetries", "2")
            .With("Gateway__Retry__Backoff", "0.01");
        foreach ((string name, string value) in settings)
        {
            all[name.Replace("Primary__", "Gateway__Providers__openai__", StringComparison.Ordinal)] = value;
        }

        scene.Gateway = await GatewayApp.StartAsync(all, time);
        return scene;
    }

    public Task<GatewayAnswer> AskAsync(bool stream, string models = $"""["{PrimaryModel}","fallback/{FallbackModel}"]""") => Gateway.Caller.AskAsync(Body(stream, models));

    public Task<GatewayAnswer> AskPrimaryAsync(bool stream) => AskAsync(stream, $"""["{PrimaryModel}"]""");

    /// <summary>Asks for an answer within a number of seconds.</summary>
    public async Task<GatewayAnswer> AskWithinAsync(int seconds, bool stream, string models = $"""["{PrimaryModel}","fallback/{FallbackModel}"]""")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Body(stream, models), Encoding.UTF8, "application/json") };
        request.Headers.Add("x-llm-timeout", seconds.ToString(CultureInfo.InvariantCulture));
        using HttpResponseMessage response = await Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }

    public static string Body(bool stream, string models = $"""["{PrimaryModel}","fallback/{FallbackModel}"]""") => stream
        ? $$$"""{"models":{{{models}}},"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}"""
        : $$$"""{"models":{{{models}}},"messages":[{"role":"user","content":"Hi"}]}""";

    /// <summary>The answer is the fallback's, whole, and says so; the usage is booked to it.</summary>
    public async Task AssertServedByFallbackAsync(GatewayAnswer answer, int attemptsAtPrimary)
    {
        AssertWhole(answer, FallbackModel, "fallback", attemptsAtPrimary + 1);
        Assert.Equal((attemptsAtPrimary, 1), (Primary.Requests.Count, Fallback.Requests.Count));
        await AssertBookedAsync(attemptsAtPrimary + 1);
    }

    /// <summary>The answer is the primary's after all.</summary>
    public async Task AssertServedByPrimaryAsync(GatewayAnswer answer, int attempts)
    {
        AssertWhole(answer, PrimaryModel, "openai", attempts);
        Assert.Equal((attempts, 0), (Primary.Requests.Count, Fallback.Requests.Count));
        await AssertBookedAsync(attempts);
    }

    /// <summary>What the client has of a stream is marked as not whole, and nobody else is asked to go on with it.</summary>
    public async Task AssertBrokenOffAsync(GatewayAnswer answer, string code, string outcome)
    {
        Assert.Equal(200, answer.Code);
        Assert.Contains("Héllo", answer.Text, StringComparison.Ordinal);
        Assert.False(answer.IsDone);
        Assert.Equal(code, answer.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal((1, 0), (Primary.Requests.Count, Fallback.Requests.Count));
        Assert.Equal(outcome, Assert.Single(await Gateway.Caller.UsageAsync()).Outcome);
        await AssertServesOnAsync();
    }

    /// <summary>The primary works from now on.</summary>
    public void Recover() => Volatile.Write(ref _healthy, true);

    /// <summary>After whatever happened the app serves the next request.</summary>
    public async Task AssertServesOnAsync()
    {
        Recover();
        GatewayAnswer answer = await AskAsync(stream: false);
        Assert.True(answer.Code == 200, answer.Text);
        Assert.Equal(Recording.Text, answer.Content);
    }

    /// <summary>A good answer, streamed if it was asked for so.</summary>
    public static async Task AnswerAsync(ProviderExchange exchange, string model)
    {
        Recording recording = Recording.OpenAI();
        if (!IsStream(exchange))
        {
            await exchange.RespondAsync(200, Named(recording.Whole, model));
            return;
        }

        await exchange.BeginAsync();
        foreach (string piece in recording.Stream)
        {
            await exchange.SendAsync(Named(piece, model));
        }

        await exchange.EndAsync();
    }

    public static bool IsStream(ProviderExchange exchange) => exchange.Request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();

    public static Task RefuseAsync(ProviderExchange exchange, int status, string code, string message = "no", params (string Name, string Value)[] headers) =>
        exchange.RespondAsync(status, $$$"""{"error":{"message":"{{{message}}}","type":"x","param":null,"code":"{{{code}}}"}}""", "application/json", headers);

    /// <summary>Nothing more until the gateway gives up.</summary>
    public static Task StallAsync(ProviderExchange exchange) => exchange.GatewayGone;

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Primary.DisposeAsync();
        await Fallback.DisposeAsync();
    }

    private static string Named(string text, string model) => text.Replace("gpt-4o-mini-2024-07-18", model, StringComparison.Ordinal);

    private Task RunAsync(ProviderExchange exchange, Func<ProviderExchange, int, Task> fault)
    {
        int number;
        lock (_arrivals)
        {
            _arrivals.Add(Stopwatch.GetTimestamp());
            number = _arrivals.Count;
        }

        return Volatile.Read(ref _healthy) ? AnswerAsync(exchange, PrimaryModel) : fault(exchange, number);
    }

    private static void AssertWhole(GatewayAnswer answer, string model, string provider, int attempts)
    {
        Assert.True(answer.Code == 200, answer.Text);
        Assert.Equal(Recording.Text, answer.Content);
        Assert.Equal(
            (provider, model, "default", attempts.ToString(CultureInfo.InvariantCulture)),
            (answer.Headers["x-llm-provider"], answer.Headers["x-llm-model"], answer.Headers["x-llm-account"], answer.Headers["x-llm-attempts"]));
        if (answer.Headers["content-type"].StartsWith("application/json", StringComparison.Ordinal))
        {
            Assert.Equal((model, 14), (answer.Json.GetProperty("model").GetString(), answer.Json.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
            return;
        }

        Assert.True(answer.IsDone, answer.Text);
        Assert.All(answer.Chunks, chunk => Assert.Equal(model, chunk.GetProperty("model").GetString()));
        Assert.Equal(14, answer.Chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    private async Task AssertBookedAsync(int attempts)
    {
        IReadOnlyList<UsageRow> rows = [.. (await Gateway.Caller.UsageAsync()).OrderBy(static row => row.Attempt)];
        Assert.Equal(Enumerable.Range(1, attempts), rows.Select(static row => row.Attempt));
        Assert.All(rows.SkipLast(1), static row => Assert.NotEqual("success", row.Outcome));
        Assert.Equal(("success", 14L, false), (rows[^1].Outcome, rows[^1].TotalTokens, rows[^1].Estimated));
        await AssertServesOnAsync();
    }
}
