using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>An Ollama behind the gateway fetches and deletes models for whoever has the admin key, and for nobody else.</summary>
public sealed class PullTests
{
    private const string Begin = """{"status":"pulling manifest"}""" + "\n";
    private const string Part = """{"status":"pulling 6a07","digest":"sha256:6a07","total":4000,"completed":1000,"novel":[1]}""" + "\n";
    private const string Success = """{"status":"success"}""" + "\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_line_of_progress_reaches_the_caller_before_the_next_is_there()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        Task<HttpResponseMessage> asked = SendAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"ollama/llama3:8b","insecure":true}""");
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync("application/x-ndjson");
        await exchange.SendAsync(Begin);
        using HttpResponseMessage response = await asked;
        Assert.Equal((200, "application/x-ndjson"), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal(Begin.Trim(), await lines.ReadLineAsync(Cancel));
        await exchange.SendAsync(Part);
        Assert.Equal(Part.Trim(), await lines.ReadLineAsync(Cancel));
        await exchange.SendAsync(Success);
        Assert.Equal(Success.Trim(), await lines.ReadLineAsync(Cancel));
        Assert.Null(await lines.ReadLineAsync(Cancel));

        Assert.Equal(("POST", "/api/pull"), (provider.Request.Method, provider.Request.Path));
        Assert.Equal("Bearer " + GatewaySettings.ProviderKey, provider.Request.Headers["Authorization"]);
        Assert.Equal(("llama3:8b", true, true), (
            provider.Request.Json.GetProperty("model").GetString(),
            provider.Request.Json.GetProperty("insecure").GetBoolean(),
            provider.Request.Json.GetProperty("stream").GetBoolean()));
    }

    [Fact]
    public async Task Without_a_stream_the_answer_comes_when_the_model_is_there()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("application/x-ndjson", Begin, Part, Success);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Post, "/api/pull", """{"name":"llama3:8b","stream":false}""");

        Assert.Equal((200, Success.Trim()), (answer.Code, answer.Text));
        Assert.Equal("application/json", answer.Headers["content-type"]);
        Assert.False(provider.Request.Json.TryGetProperty("name", out _));
    }

    [Theory]
    [InlineData("POST", "/api/pull")]
    [InlineData("DELETE", "/api/delete")]
    public async Task A_normal_key_is_refused_in_Ollamas_form(string method, string path)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Success);
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, new HttpMethod(method), path, """{"model":"m"}""", gateway.Key);

        Assert.Equal(403, answer.Code);
        Assert.Equal("This needs management rights: the admin key, or a key or token with the scope edit_providers.", answer.Json.GetProperty("error").GetString());
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData("/api/v1/manage/providers/ollama/models")]
    [InlineData("/api/v1/manage/providers/ollama/models/required")]
    public async Task A_normal_key_does_not_see_the_disk(string path)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"models":[]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        Assert.Equal(403, (await gateway.Caller.GetAsync(path)).Code);
        Assert.Empty(provider.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_model_that_does_not_exist_is_404(bool stream)
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("application/x-ndjson", """{"error":"pull model manifest: file does not exist"}""" + "\n");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Post, "/api/pull", $$"""{"model":"nope","stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal((404, "pull model manifest: file does not exist"), (answer.Code, answer.Json.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task A_failure_on_the_way_is_a_line_and_nothing_follows()
    {
        await using ScriptedProvider provider = ScriptedProvider.Streaming("application/x-ndjson", Begin, """{"error":"max retries exceeded"}""" + "\n");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"m"}""");

        Assert.Equal(Begin + """{"error":"max retries exceeded"}""" + "\n", answer.Text);
    }

    [Fact]
    public async Task A_download_that_breaks_off_does_not_look_like_one_that_is_done()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static async exchange =>
        {
            await exchange.BeginAsync("application/x-ndjson");
            await exchange.SendAsync(Begin);
            await exchange.EndAsync();
        });
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"m"}""");

        string[] lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("ended before", JsonElement.Parse(Encoding.UTF8.GetBytes(lines[1])).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_may_take_longer_than_the_time_limit_but_not_be_silent_for_longer()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("ollama", provider.BaseUrl, ("Timeout", "60")), time);
        Task<HttpResponseMessage> asked = SendAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"m"}""");
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync("application/x-ndjson");
        await exchange.SendAsync(Begin);
        using HttpResponseMessage response = await asked;
        using StreamReader lines = new(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal(Begin.Trim(), await lines.ReadLineAsync(Cancel));
        for (int i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await exchange.SendAsync(Part);
            Assert.Equal(Part.Trim(), (await lines.ReadLineAsync(Cancel))!.Trim());
        }

        // Whether the gateway already waits for the next line cannot be seen from here.
        Task<string?> failure = lines.ReadLineAsync(Cancel).AsTask();
        while (!failure.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await gateway.Caller.GetAsync("/api/v1/status/health");
        }

        Assert.Contains("was silent for 60 seconds", await failure, StringComparison.Ordinal);
        await exchange.GatewayGone.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Who_leaves_stops_the_download()
    {
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);
        Task<HttpResponseMessage> asked = SendAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"m"}""");
        ProviderExchange exchange = await provider.NextAsync();
        await exchange.BeginAsync("application/x-ndjson");
        await exchange.SendAsync(Begin);

        (await asked).Dispose();

        await exchange.GatewayGone.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_model_is_deleted()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, "");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Delete, "/api/delete", """{"model":"ollama/llama3:8b"}""");

        Assert.Equal((200, ""), (answer.Code, answer.Text));
        Assert.Equal(("DELETE", "/api/delete", """{"model":"llama3:8b"}"""), (provider.Request.Method, provider.Request.Path, provider.Request.Text));
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_404()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(404, """{"error":"model 'm' not found"}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Delete, "/api/delete", """{"model":"m"}""");

        Assert.Equal((404, "model 'm' not found"), (answer.Code, answer.Json.GetProperty("error").GetString()));
    }

    [Theory]
    [InlineData("{}", 400, "model")]
    [InlineData("""{"model":""}""", 400, "model")]
    [InlineData("""{"model":5}""", 400, "model")]
    [InlineData("[]", 400, "object")]
    [InlineData("""{"model":"m","provider":"nobody"}""", 404, "nobody")]
    [InlineData("""{"model":"m","provider":"openai"}""", 400, "openai")]
    public async Task A_request_that_makes_no_sense_says_why(string body, int status, string word)
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, Success);
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().Provider("ollama", provider.BaseUrl).Provider("openai", provider.BaseUrl));

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Post, "/api/pull", body);

        Assert.Equal(status, answer.Code);
        Assert.Contains(word, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Without_any_Ollama_there_is_nothing_to_fetch_for()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(404, (await AskAsync(gateway, HttpMethod.Post, "/api/pull", """{"model":"m"}""")).Code);
    }

    [Fact]
    public async Task The_disk_is_listed()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, """{"models":[{"name":"llama3:8b","model":"llama3:8b","modified_at":"2026-01-01T00:00:00Z","size":4661224676,"digest":"365c0bd3c000","details":{}}]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync("ollama", provider);

        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Get, "/api/v1/manage/providers/ollama/models");

        Assert.Equal("""{"data":[{"id":"llama3:8b","size":4661224676,"digest":"365c0bd3c000","modified_at":"2026-01-01T00:00:00Z"}]}""", answer.Text);
        Assert.Equal(("GET", "/api/tags"), (provider.Request.Method, provider.Request.Path));
    }

    [Fact]
    public async Task A_required_model_is_fetched_by_the_timer_and_any_instance_tells_how_far_it_is()
    {
        ManualTimeProvider time = new(new DateTimeOffset(2026, 1, 15, 12, 0, 1, TimeSpan.Zero));
        string name = "den-" + Guid.NewGuid().ToString("N");
        string required = $"/api/v1/manage/providers/{name}/models/required";
        await using ScriptedProvider provider = ScriptedProvider.ByHand();
        GatewaySettings Settings() => new GatewaySettings().Provider(name, provider.BaseUrl, ("Dialect", "ollama"), ("RequiredModels__0", "u/llama3:8b"), ("AutoDownload", "on"));
        await using GatewayApp gateway = await GatewayApp.StartAsync(Settings(), time);
        await using GatewayApp other = await GatewayApp.StartAsync(Settings());
        Assert.Equal("unknown", (await RequiredAsync(gateway, required)).GetProperty("state").GetString());

        time.Advance(TimeSpan.FromMinutes(5));
        ProviderExchange tags = await provider.NextAsync();
        Assert.Equal("/api/tags", tags.Request.Path);
        await tags.RespondAsync(200, """{"models":[]}""");
        ProviderExchange pull = await provider.NextAsync();
        Assert.Equal("u/llama3:8b", pull.Request.Json.GetProperty("model").GetString());
        await pull.BeginAsync("application/x-ndjson");
        Assert.Equal("pulling", (await RequiredAsync(other, required)).GetProperty("state").GetString());
        time.Advance(TimeSpan.FromSeconds(5));
        await pull.SendAsync(Part);
        await pull.SendAsync(Success);
        await pull.EndAsync();

        JsonElement state = await RequiredAsync(other, required);
        while (state.GetProperty("state").GetString() == "pulling")
        {
            state = await RequiredAsync(other, required);
        }

        Assert.Equal(("u/llama3:8b", "present", 1000, 4000), (
            state.GetProperty("model").GetString(), state.GetProperty("state").GetString(), state.GetProperty("completed").GetInt32(), state.GetProperty("total").GetInt32()));
        Assert.Equal(200, (await gateway.Caller.GetAsync("/v1/models/u/llama3:8b")).Code);
    }

    private static async Task<JsonElement> RequiredAsync(GatewayApp gateway, string path)
    {
        GatewayAnswer answer = await AskAsync(gateway, HttpMethod.Get, path);
        Assert.True(answer.Json.GetProperty("auto_download").GetBoolean());
        return Assert.Single(answer.Json.GetProperty("data").EnumerateArray());
    }

    private static async Task<GatewayAnswer> AskAsync(GatewayApp gateway, HttpMethod method, string path, string? body = null, string? key = null)
    {
        using HttpResponseMessage response = await SendAsync(gateway, method, path, body, key);
        return await GatewayAnswer.ReadAsync(response);
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayApp gateway, HttpMethod method, string path, string? body = null, string? key = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("Authorization", "Bearer " + (key ?? gateway.AdminKey));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await gateway.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
