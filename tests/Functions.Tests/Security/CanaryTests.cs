using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Functions.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Functions.Tests.Security.Support;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Security;

/// <summary>
/// Every endpoint is called, by keys and tokens, rightly and wrongly, with providers that say back the key that they were called with. Then every secret that the app
/// was given is searched for in everything that it wrote: tables, logs of all levels, traces, metrics, answers and their heads, exports, backups, webhooks, files.
/// </summary>
public sealed class CanaryTests
{
    private static readonly string[] Dialects = ["openai", "anthropic", "gemini"];

    // Where conversations are kept because somebody wants them back.
    private static readonly string[] OfContent = ["Payloads", "Responses", "Answers", "Files", "BatchLines"];

    private readonly Dictionary<string, string> _secrets = new()
    {
        ["admin key"] = Secret("admin-"),
        ["developer's key"] = Secret("dev-"),
        ["metrics key"] = Secret("metrics-"),
        ["webhook secret"] = Secret("hooks-"),
        ["key of openai"] = Secret("sk-"),
        ["key of anthropic"] = Secret("sk-ant-"),
        ["key of gemini"] = Secret("AIza"),
        ["key by the API"] = Secret("sk-api-"),
        ["renewed key by the API"] = Secret("sk-new-"),
        ["header of a provider"] = Secret("team-"),
    };

    private readonly List<string> _answers = [];

    [Fact]
    public async Task No_secret_is_in_anything_that_the_app_wrote()
    {
        string prompt = "prompt-" + Guid.NewGuid().ToString("N");
        string folder = Directory.CreateTempSubdirectory("llm-canary-").FullName;
        await using OtlpCollector collector = new();
        await using TestIssuer issuer = new();
        await using ScriptedProvider ollama = ExampleOllama.Start();
        await using ScriptedProvider receiver = ScriptedProvider.Answering(204, "");
        await using ScriptedProvider leaking = LeakingProvider.Start();
        try
        {
            GatewayApp gateway = await GatewayApp.StartAsync(Settings(collector, issuer, folder, ollama, leaking).With("AzureWebJobsStorage", await Azurite.FreshAsync()));
            await using (gateway)
            {
                string owner = await ManagedKeys.IssueAsync(gateway, new KeyWish { App = gateway.App, Scopes = RightNames.Of(Rights.All) });
                string token = issuer.Issue(gateway.App, [.. RightNames.Of(Rights.All)]);
                _secrets["gateway key"] = owner.Split('_')[2];
                _secrets["token"] = token.Split('.')[2];
                await UseEveryEndpointAsync(gateway, owner, token, prompt);
                await LetProvidersLeakAsync(gateway, owner, leaking, receiver, prompt);
                await TakeEverythingOutAsync(gateway, owner);
                await gateway.StopAsync();
                AssertNone("the log", gateway.Logs.Entries.Select(static entry => $"{entry.Text}\n{entry.Exception}"), [.. _secrets.Values, prompt, Azurite.AccountKey]);
            }

            // The search finds what is there, and the providers had what they said back.
            Assert.All(Dialects, dialect => Assert.Contains(leaking.Requests, request => request.Headers.Values.Any(value => value.Contains(_secrets[$"key of {dialect}"], StringComparison.Ordinal))));
            Assert.Contains(leaking.Requests, request => request.Headers.Values.Any(value => value.Contains(_secrets["renewed key by the API"], StringComparison.Ordinal)));
            IReadOnlyDictionary<string, IReadOnlyList<string>> stored = await StorageSearch.FindAsync([.. _secrets.Values, prompt, "llm-leaky"], gateway.Storage);
            Assert.NotEmpty(stored["llm-leaky"]);
            Assert.Contains(stored[prompt], static place => place.StartsWith("Payloads ", StringComparison.Ordinal));

            Assert.DoesNotContain(stored[prompt], static place => !OfContent.Contains(place.Split(' ')[0]));
            Assert.All(_secrets, secret => Assert.True(stored[secret.Value].Count == 0, $"The {secret.Key} is in {string.Join(", ", stored[secret.Value])}."));
            AssertNone("answers", _answers, [.. _secrets.Values, Azurite.AccountKey]);
            AssertNone("telemetry", [collector.Everything], [.. _secrets.Values, prompt, Azurite.AccountKey]);
            AssertNone("files", Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText), [.. _secrets.Values, prompt]);
            AssertNone("webhooks", receiver.Requests.Select(Written), [.. _secrets.Values]);
            Assert.NotEmpty(receiver.Requests);

            // A provider is told its own key and its own headers, and nothing by which it could call the gateway.
            string[] ofGateway = [.. _secrets.Where(static secret => !secret.Key.Contains("key of", StringComparison.Ordinal) && !secret.Key.Contains("by the API", StringComparison.Ordinal) && secret.Key != "header of a provider").Select(static secret => secret.Value)];
            AssertNone("requests to providers", leaking.Requests.Concat(ollama.Requests).Select(Written), ofGateway);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private GatewaySettings Settings(OtlpCollector collector, TestIssuer issuer, string folder, ScriptedProvider ollama, ScriptedProvider leaking)
    {
        GatewaySettings settings = issuer.Connect(collector.Connect(new GatewaySettings()))
            .Provider(ExampleOllama.Name, ollama.BaseUrl)
            .With("Gateway__AdminKey", _secrets["admin key"])
            .With("Gateway__DevKey", _secrets["developer's key"])
            .With("Gateway__Metrics__Key", _secrets["metrics key"])
            .With("Gateway__Secrets__Folder", folder)
            .With("Gateway__Cache__Enabled", "on")
            .With("Gateway__Jobs__WebhookSecret", _secrets["webhook secret"])
            .With("Gateway__Jobs__WebhookLoopback", "on");
        foreach (string dialect in Dialects)
        {
            // Each has a provider of its own, because one that refuses a key or fails too often is left alone for a while.
            foreach (string name in LeakingProvider.Models.SelectMany(model => (string[])[$"{dialect}-{model}-whole", $"{dialect}-{model}-stream"]))
            {
                settings.Provider(name, leaking.BaseUrl, ("Dialect", dialect), ("ApiKey", _secrets[$"key of {dialect}"]), ("Headers__x-team-token", _secrets["header of a provider"]));
            }
        }

        return settings;
    }

    private async Task UseEveryEndpointAsync(GatewayApp gateway, string owner, string token, string prompt)
    {
        int good = 0;
        foreach (Endpoint endpoint in Endpoint.All)
        {
            if (endpoint.Described.Path.StartsWith("/api/v1/manage/", StringComparison.Ordinal))
            {
                // Some examples make what others have made already.
                Keep(await gateway.ManageAsync(HttpMethod.Post, "import?mode=replace", "version: 1", contentType: "application/yaml"));
            }

            Probe probe = await Probe.PrepareAsync(gateway, endpoint, owner);
            byte[]? body = probe.Body is { } bytes && endpoint.Id != "Restore" ? Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("Hello", prompt, StringComparison.Ordinal)) : probe.Body;
            GatewayAnswer answer = await probe.SendAsync(Probe.By(owner), body: body);
            good += answer.Code < 300 ? 1 : 0;
            Keep(answer);
            Keep(await probe.SendAsync(Probe.By(token), body: body));
            Keep(await probe.SendAsync(Probe.By(owner[..^1] + (owner[^1] == 'a' ? 'b' : 'a')), body: body));
            Keep(await probe.SendAsync(Probe.By(token[..^4] + "AAAA"), body: body));

            if (endpoint.Described.Access != Access.Key)
            {
                continue;
            }

            // Keys in places where they should not be, of which the app must not speak.
            Keep(await probe.SendAsync(Probe.By("wrong"), query: $"?key={owner}&access_token={token}&api_key={_secrets["admin key"]}", body: body));
            Keep(await probe.SendAsync(Probe.By(owner), header: ("x-request-id", _secrets["admin key"] + " x"), body: body is null ? null : Encoding.UTF8.GetBytes($$$"""{"model":5,"api_key":"{{{_secrets["admin key"]}}}","ApiKey":{"x":"{{{owner}}}"}}""")));
        }

        using (HttpResponseMessage byQuery = await gateway.Anonymous.GetAsync($"/v1beta/models?key={owner}", TestContext.Current.CancellationToken))
        {
            Assert.True(byQuery.IsSuccessStatusCode);
            Keep(await GatewayAnswer.ReadAsync(byQuery));
        }

        Assert.True(good > Endpoint.All.Count * 3 / 4, $"Only {good} of {Endpoint.All.Count} endpoints answered rightly.");
        Keep(await gateway.CreateAsync("providers", "leaky", $$"""{"Dialect":"openai","BaseUrl":"http://127.0.0.1:9","Models":["leak-500"],"ApiKey":"{{_secrets["key by the API"]}}"}"""));
        Keep(await gateway.ManageAsync(HttpMethod.Patch, "providers/leaky", $$"""{"ApiKey":"{{_secrets["renewed key by the API"]}}","Secret":"x"}""", ifMatch: "*"));
        Keep(await gateway.ManageAsync(HttpMethod.Patch, "providers/leaky", $$"""{"ApiKee":"{{_secrets["key by the API"]}}"}""", ifMatch: "*"));
        Keep(await gateway.ManageAsync(HttpMethod.Patch, "providers/leaky", $$"""{"ApiKey":"{{_secrets["renewed key by the API"]}}","BaseUrl":"{{gateway.BaseAddress}}","BaseUrl":1}""", ifMatch: "*"));
    }

    private async Task LetProvidersLeakAsync(GatewayApp gateway, string owner, ScriptedProvider leaking, ScriptedProvider receiver, string prompt)
    {
        using GatewayCaller caller = new(gateway, gateway.App, owner);
        Keep(await gateway.ManageAsync(HttpMethod.Patch, "providers/leaky", $$"""{"ApiKey":"{{_secrets["renewed key by the API"]}}","BaseUrl":"{{leaking.BaseUrl}}"}""", ifMatch: "*"));
        foreach ((string dialect, string model) in Dialects.SelectMany(static dialect => LeakingProvider.Models, static (dialect, model) => (dialect, model)))
        {
            Keep(await caller.AskAsync(Chat($"{dialect}-{model}-whole/{model}", prompt)));
            Keep(await caller.AskAsync(Chat($"{dialect}-{model}-stream/{model}", prompt, ",\"stream\":true")));
        }

        Keep(await caller.AskAsync(Chat("leaky/leak-500", prompt), "/v1/messages"));
        Keep(await caller.AskAsync($$"""{"model":"leaky/leak-500","input":"{{prompt}}","stream":true}""", "/v1/responses"));
        Keep(await caller.AskAsync($$"""{"contents":[{"parts":[{"text":"{{prompt}}"}]}]}""", "/v1beta/models/leaky/leak-500:generateContent"));
        Keep(await caller.AskAsync(Chat("leaky/leak-500", prompt), "/api/chat"));
        Keep(await caller.AskAsync($$"""{"model":"leaky/leak-500","input":"{{prompt}}"}""", "/v1/embeddings"));
        Keep(await caller.AskAsync($$"""{"models":["leaky/leak-500","sandbox/echo"],"messages":[{"role":"user","content":"{{prompt}}"}]}""", "/api/v1/parallel"));
        GatewayAnswer accepted = await caller.LaterAsync(Chat("openai-leak-400-whole/leak-400", prompt), headers: ("x-llm-webhook", $"{receiver.BaseUrl}hook"));
        Keep(accepted);
        _answers.Add((await caller.EndOfAsync(accepted)).GetRawText());
        BatchCaller batches = new(caller);
        System.Text.Json.JsonElement batch = await batches.RunAsync([BatchCaller.Line("1", prompt, "openai-leak-404-whole/leak-404"), BatchCaller.Line("2", prompt)]);
        _answers.Add(batch.GetRawText() + string.Concat((await batches.LinesAsync(batch, "error_file_id")).Select(static line => line.GetRawText())));
    }

    private async Task TakeEverythingOutAsync(GatewayApp gateway, string owner)
    {
        using GatewayCaller caller = new(gateway, gateway.App, owner);
        string[] paths =
        [
            "/metrics", "/api/v1/status/health", "/api/v1/alerts?state=all", "/api/v1/jobs", "/v1/files", "/v1/batches", "/api/v1/status/health/history",
            "/api/v1/manage/audit?format=csv", "/api/v1/manage/audit?format=jsonl", "/api/v1/manage/audit?limit=1000", "/api/v1/usage/stats?source=records&group_by=model,user,account,key&format=csv",
            "/api/v1/manage/export", "/api/v1/manage/export?format=json", "/api/v1/manage/export?source=api", "/api/v1/manage/status", "/api/v1/manage/keys", "/api/v1/manage/providers", "/api/v1/manage/accounts",
        ];
        foreach (string path in paths)
        {
            GatewayAnswer answer = await caller.GetAsync(path);
            Assert.True(answer.Code == 200, $"{path}: {answer.Code} {answer.Text}");
            Keep(answer);
        }

        GatewayAnswer backup = await caller.GetAsync("/api/v1/manage/backup");
        using StreamReader unpacked = new(new GZipStream(new MemoryStream(backup.Bytes), CompressionMode.Decompress));
        _answers.Add(await unpacked.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private void Keep(GatewayAnswer answer) => _answers.Add($"{answer.Code} {string.Join('\n', answer.Headers)}\n{answer.Text}");

    private void AssertNone(string place, IEnumerable<string> texts, string[] secrets)
    {
        foreach (string text in texts)
        {
            foreach (string secret in secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)))
            {
                int at = text.IndexOf(secret, StringComparison.Ordinal);
                string name = _secrets.FirstOrDefault(pair => pair.Value == secret).Key ?? "prompt";
                Assert.Fail($"The {name} is in {place}: …{text[Math.Max(0, at - 400)..Math.Min(text.Length, at + 200)]}…");
            }
        }
    }

    private static string Written(ReceivedRequest request) => $"{request.Method} {request.Path}\n{string.Join('\n', request.Headers)}\n{request.Text}";

    private static string Chat(string model, string prompt, string more = "") => $$"""{"model":"{{model}}","max_tokens":50,"messages":[{"role":"user","content":"{{prompt}}"}]{{more}}}""";

    private static string Secret(string prefix) => prefix + RandomNumberGenerator.GetHexString(32, lowercase: true);
}
