using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>What keys and tokens are good for, and what they are not.</summary>
public sealed class AccessTests
{
    private const string Keys = "/api/v1/manage/keys";
    private const string Chat = """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hi"}]}""";
    private const string Embeddings = """{"model":"sandbox/embed","input":"Hi"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, Rights> Endpoints => new()
    {
        { "POST", "/v1/chat/completions", Chat, Rights.Chat },
        { "POST", "/api/v1/chat/completions/stream", Chat, Rights.Chat },
        { "POST", "/api/v1/parallel", """{"models":["sandbox/a","sandbox/b"],"durable":false,"messages":[{"role":"user","content":"Hi"}]}""", Rights.Chat },
        { "POST", "/v1/messages", """{"model":"sandbox/echo","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}""", Rights.Chat },
        { "POST", "/v1/responses", """{"model":"sandbox/echo","input":"Hi","store":false}""", Rights.Chat },
        { "POST", "/v1beta/models/sandbox/echo:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", Rights.Chat },
        { "POST", "/api/chat", """{"model":"sandbox/echo","stream":false,"messages":[{"role":"user","content":"Hi"}]}""", Rights.Chat },
        { "POST", "/v1/embeddings", Embeddings, Rights.Embeddings },
        { "POST", "/api/embed", Embeddings, Rights.Embeddings },
        { "POST", "/v1beta/models/sandbox/embed:embedContent", """{"content":{"parts":[{"text":"Hi"}]}}""", Rights.Embeddings },
        { "POST", "/v1beta/models/sandbox/embed:embedConten%2574", """{"content":{"parts":[{"text":"Hi"}]}}""", Rights.Embeddings },
        { "GET", "/v1/models", "", Rights.None },
        { "GET", "/metrics", "", Rights.ViewMetrics },
        { "GET", Keys, "", Rights.SystemConfig },
        { "GET", "/api/v1/manage/audit", "", Rights.SystemConfig },
        { "GET", "/api/v1/manage/providers", "", Rights.ViewProviders },
        { "GET", "/api/v1/manage/apps", "", Rights.SystemConfig },
        { "GET", "/api/v1/manage/export", "", Rights.ViewProviders | Rights.SystemConfig },
        { "POST", "/api/v1/manage/import?dry_run=true", "routes: {}", Rights.EditProviders | Rights.SystemConfig },
        { "GET", "/api/v1/manage/backup?without_usage=true", "", Rights.Manage },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task An_endpoint_is_open_to_its_scope_and_closed_to_all_others(string method, string path, string body, Rights needed)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        foreach (Rights right in (Rights[])[Rights.Chat, Rights.Embeddings, Rights.Jobs, Rights.ViewProviders, Rights.EditProviders, Rights.ViewMetrics, Rights.SystemConfig])
        {
            using GatewayCaller caller = await CallerAsync(gateway, new KeyWish { App = gateway.App, Scopes = RightNames.Of(right) });
            GatewayAnswer answer = await SendAsync(caller.Client, method, path, body);
            Assert.True((answer.Code == 200) == (right.HasFlag(needed)), $"{right}: {answer.Code} {answer.Text}");
            Assert.True(answer.Code is 200 or 403, $"{right}: {answer.Code} {answer.Text}");
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", "permission_denied", "code")]
    [InlineData("/v1/messages", "permission_error", "type")]
    [InlineData("/v1beta/models/m:generateContent", "PERMISSION_DENIED", "status")]
    public async Task A_missing_scope_is_said_in_the_clients_dialect(string path, string expected, string field)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller caller = await CallerAsync(gateway, new KeyWish { App = gateway.App, Scopes = ["embeddings"] });

        GatewayAnswer answer = await caller.AskAsync(Chat, path);

        Assert.Equal((403, expected), (answer.Code, answer.Error.GetProperty(field).GetString()));
        Assert.Contains("scope chat", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_calls_its_models_only()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller caller = await CallerAsync(gateway, new KeyWish { App = gateway.App, AllowedModels = ["sandbox/ec*"] });

        Assert.Equal(200, (await caller.AskAsync(Chat)).Code);
        GatewayAnswer refused = await caller.AskAsync(Chat.Replace("echo", "other", StringComparison.Ordinal));
        Assert.Equal(403, refused.Code);
        Assert.Contains("this key", refused.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(403, (await caller.AskAsync("""{"models":["sandbox/other","sandbox/third"],"messages":[{"role":"user","content":"Hi"}]}""")).Code);
        Assert.Equal(403, (await caller.AskAsync("""{"model":"sandbox/other","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}""", "/v1/messages/count_tokens")).Code);
    }

    [Fact]
    public async Task A_key_is_good_from_its_addresses_only_whatever_the_client_says_of_itself()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller caller = await CallerAsync(gateway, new KeyWish { App = gateway.App, AllowedAddresses = ["192.0.2.0/24"] });

        Assert.Equal(403, (await caller.GetAsync("/v1/models")).Code);
        Assert.Equal(200, (await ForwardedAsync(caller, "192.0.2.8:4711")).Code);
        Assert.Equal(403, (await ForwardedAsync(caller, "192.0.2.8, 198.51.100.1")).Code);
    }

    [Fact]
    public async Task A_rotated_key_works_for_the_overlap_and_its_heir_has_the_same_rights()
    {
        ManualTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using GatewayApp gateway = await GatewayApp.StartAsync(time: time);
        GatewayAnswer created = await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}","name":"laptop","scopes":["chat"],"allowed_models":["sandbox/echo"]}""");
        string id = created.Json.GetProperty("id").GetString()!;

        GatewayAnswer rotated = await gateway.AdminAsync(HttpMethod.Post, $"{Keys}/{id}/rotate", """{"overlap_seconds":60}""");

        Assert.Equal(201, rotated.Code);
        Assert.Equal((id, "laptop", "chat", "sandbox/echo"), (
            rotated.Json.GetProperty("replaces").GetString(), rotated.Json.GetProperty("name").GetString(),
            rotated.Json.GetProperty("scopes")[0].GetString(), rotated.Json.GetProperty("allowed_models")[0].GetString()));
        using GatewayCaller old = new(gateway, gateway.App, created.Json.GetProperty("key").GetString()!);
        using GatewayCaller heir = new(gateway, gateway.App, rotated.Json.GetProperty("key").GetString()!);
        Assert.Equal((200, 200), ((await old.AskAsync(Chat)).Code, (await heir.AskAsync(Chat)).Code));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((401, 200), ((await old.AskAsync(Chat)).Code, (await heir.AskAsync(Chat)).Code));
        Assert.Equal(400, (await gateway.AdminAsync(HttpMethod.Post, $"{Keys}/{id}/rotate", "{}")).Code);
        GatewayAnswer log = await gateway.AdminAsync(HttpMethod.Get, $"/api/v1/manage/audit?action=key.rotate&target=keys/{id}");
        Assert.Equal(rotated.Json.GetProperty("id").GetString(), Assert.Single(log.Json.GetProperty("data").EnumerateArray()).GetProperty("after").GetProperty("new").GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("""{"overlap_seconds":-5}""", "overlap_seconds")]
    [InlineData("""{"overlap_seconds":99999999999}""", "overlap_seconds")]
    [InlineData("""{"scopes":["manage"]}""", "scopes")]
    [InlineData("""{"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    public async Task A_rotation_changes_nothing_but_the_key(string body, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string id = (await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}"}""")).Json.GetProperty("id").GetString()!;

        GatewayAnswer answer = await gateway.AdminAsync(HttpMethod.Post, $"{Keys}/{id}/rotate", body);

        Assert.Equal((400, param), (answer.Code, answer.Error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData("\"id\":\"abcdefghijkm\"", "id")]
    [InlineData("\"hash\":\"AAAA\"", "hash")]
    [InlineData("\"key\":\"llmf_abcdefghijkm_x\"", "key")]
    [InlineData("\"rights\":255", "rights")]
    [InlineData("\"is_admin\":true", "is_admin")]
    [InlineData("\"created_at\":\"2020-01-01T00:00:00Z\"", "created_at")]
    [InlineData("\"replaces\":\"abcdefghijkm\"", "replaces")]
    [InlineData("\"revoked_at\":null", "revoked_at")]
    [InlineData("\"Scopes\":[\"manage\"]", "Scopes")]
    [InlineData("\"scopes\":[\"root\"]", "scopes[0]")]
    [InlineData("\"scopes\":[null]", "scopes[0]")]
    [InlineData("\"scopes\":\"manage\"", "scopes")]
    [InlineData("\"allowed_addresses\":[\"0.0.0.0/99\"]", "allowed_addresses[0]")]
    [InlineData("\"allowed_models\":[\"\"]", "allowed_models[0]")]
    [InlineData("\"allowed_models\":[\"a\\nb\"]", "allowed_models[0]")]
    public async Task Nothing_can_be_assigned_that_is_not_the_callers_to_choose(string field, string param)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        GatewayAnswer answer = await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}",{{field}}}""");

        Assert.Equal((400, param), (answer.Code, answer.Error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Who_manages_a_part_cannot_make_himself_a_key_for_the_rest()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using GatewayCaller caller = await CallerAsync(gateway, new KeyWish { App = gateway.App, Scopes = ["system_config"] });
        string powerful = (await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}","scopes":["manage"]}""")).Json.GetProperty("id").GetString()!;

        Assert.Equal(403, (await caller.AskAsync($$"""{"app":"{{gateway.App}}","scopes":["manage"]}""", Keys)).Code);
        Assert.Equal(403, (await caller.AskAsync("{}", $"{Keys}/{powerful}/rotate")).Code);
        Assert.Equal(201, (await caller.AskAsync($$"""{"app":"{{gateway.App}}","scopes":["chat","system_config"]}""", Keys)).Code);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("..%2F..%2Faudit")]
    [InlineData("a'%20or%20'a'%20eq%20'a")]
    public async Task An_id_that_is_none_finds_no_key(string id)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        Assert.Equal(404, (await gateway.AdminAsync(HttpMethod.Get, $"{Keys}/{id}")).Code);
        Assert.Equal(404, (await gateway.AdminAsync(HttpMethod.Post, $"{Keys}/{id}/rotate", "{}")).Code);
        Assert.Equal(404, (await gateway.AdminAsync(HttpMethod.Delete, $"{Keys}/{id}")).Code);
    }

    [Fact]
    public async Task The_secret_of_a_key_is_in_nothing_but_the_answer_that_made_it()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Cache__Enabled", "on").With("AzureWebJobsStorage", await Azurite.FreshAsync()));
        GatewayAnswer created = await gateway.AdminAsync(HttpMethod.Post, Keys, $$"""{"app":"{{gateway.App}}","scopes":["chat","manage"]}""");
        string id = created.Json.GetProperty("id").GetString()!;
        string key = created.Json.GetProperty("key").GetString()!;
        string secret = key.Split('_')[2];
        using GatewayCaller caller = new(gateway, gateway.App, key);
        using GatewayCaller wrong = new(gateway, gateway.App, key[..^1] + (key[^1] == 'a' ? 'b' : 'a'));
        List<GatewayAnswer> answers =
        [
            await caller.AskAsync(Chat),
            await caller.AskAsync(Embeddings, "/v1/embeddings"),
            await caller.AskAsync("{", "/v1/messages"),
            await wrong.AskAsync(Chat),
            await gateway.AdminAsync(HttpMethod.Get, $"{Keys}/{id}"),
            await gateway.AdminAsync(HttpMethod.Get, $"{Keys}?app={gateway.App}"),
            await gateway.AdminAsync(HttpMethod.Post, $"{Keys}/{id}/rotate", "{}"),
            await gateway.AdminAsync(HttpMethod.Delete, $"{Keys}/{id}"),
            await caller.AskAsync(Chat),
            await gateway.AdminAsync(HttpMethod.Get, $"/api/v1/manage/audit?target=keys/{id}"),
            await gateway.AdminAsync(HttpMethod.Get, $"/api/v1/manage/audit?target=keys/{id}&format=csv"),
            await gateway.AdminAsync(HttpMethod.Get, "/metrics"),
        ];
        await gateway.StopAsync();

        Assert.All(answers, answer => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain(gateway.AdminKey, answer.Text, StringComparison.Ordinal));
        foreach (string canary in (string[])[secret, gateway.AdminKey, GatewaySettings.ProviderKey])
        {
            Assert.Empty(await StorageSearch.FindAsync(canary, gateway.Storage));
            Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Text.Contains(canary, StringComparison.Ordinal) || entry.Exception?.ToString().Contains(canary, StringComparison.Ordinal) == true);
        }

        Assert.NotEmpty(await StorageSearch.FindAsync(id, gateway.Storage));
    }

    [Fact]
    public async Task A_key_of_before_there_were_scopes_is_good_for_what_it_was()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        TableClient table = new TableServiceClient(await Azurite.ConnectionStringAsync()).GetTableClient("Keys");
        string id = GatewayKeyText.Id(gateway.Key)!;
        TableEntity row = await table.GetEntityAsync<TableEntity>("key", id, cancellationToken: Cancel);
        Assert.True(row.Remove("Scopes"));
        await table.UpdateEntityAsync(row, row.ETag, TableUpdateMode.Replace, Cancel);

        Assert.Equal(200, (await gateway.Caller.AskAsync(Chat)).Code);
        Assert.Equal(200, (await gateway.Caller.AskAsync(Embeddings, "/v1/embeddings")).Code);
        Assert.Equal(403, (await gateway.Caller.GetAsync(Keys)).Code);
    }

    [Fact]
    public async Task A_token_calls_with_the_rights_of_its_roles_and_is_what_the_audit_log_names()
    {
        using RSA rsa = RSA.Create(2048);
        RSAParameters key = rsa.ExportParameters(false);
        await using ScriptedProvider issuer = ScriptedProvider.Answering(200, $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{Base64(key.Modulus!)}}","e":"{{Base64(key.Exponent!)}}"}]}""");
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .With("Gateway__Identity__Issuer", "https://issuer.example")
            .With("Gateway__Identity__Audiences__0", "gateway")
            .With("Gateway__Identity__Jwks", $"{issuer.BaseUrl}keys")
            .With("Gateway__Identity__Roles__Operators", "system_config, chat"));
        Assert.Empty(issuer.Requests);
        string subject = Guid.NewGuid().ToString("N");
        string token = Token(rsa, $$"""{"iss":"https://issuer.example","aud":"gateway","azp":"{{gateway.App}}","sub":"{{subject}}","exp":4102444800,"roles":["Operators"]}""");
        using GatewayCaller caller = new(gateway, gateway.App, token);

        Assert.Equal(200, (await caller.AskAsync(Chat)).Code);
        Assert.Equal(403, (await caller.AskAsync(Embeddings, "/v1/embeddings")).Code);
        Assert.Equal(201, (await caller.AskAsync($$"""{"app":"{{gateway.App}}"}""", Keys)).Code);
        Assert.Equal(401, (await new GatewayCaller(gateway, gateway.App, token[..^6] + "AAAAAA").AskAsync(Chat)).Code);
        Assert.Single(issuer.Requests);
        GatewayAnswer log = await caller.GetAsync($"/api/v1/manage/audit?actor=jwt:{subject}");
        Assert.Equal("key.create", Assert.Single(log.Json.GetProperty("data").EnumerateArray()).GetProperty("action").GetString());
        Assert.Equal($"jwt:{subject}", Assert.Single(await caller.UsageAsync()).KeyId);
        Assert.DoesNotContain(gateway.Logs.Entries, entry => entry.Text.Contains(token[^40..], StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_a_503_and_stops_no_start()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings()
            .With("Gateway__Identity__Issuer", "https://issuer.example")
            .With("Gateway__Identity__Audiences__0", "gateway")
            .With("Gateway__Identity__Jwks", "http://127.0.0.1:9/keys"));
        using RSA rsa = RSA.Create(2048);
        using GatewayCaller caller = new(gateway, gateway.App, Token(rsa, "{}"));

        GatewayAnswer answer = await caller.AskAsync(Chat);

        Assert.Equal((503, "identity_unavailable", "10"), (answer.Code, answer.Error.GetProperty("code").GetString(), answer.Headers["retry-after"]));
        Assert.Equal(200, (await gateway.Caller.AskAsync(Chat)).Code);
    }

    [Theory]
    [InlineData("off", 401)]
    [InlineData("on", 200)]
    public async Task What_App_Service_says_counts_only_where_it_is_switched_on(string setting, int status)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Identity__AppServicePrincipal", setting));
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Chat) };
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $$"""{"auth_typ":"aad","role_typ":"roles","claims":[{"typ":"appid","val":"{{gateway.App}}"},{"typ":"roles","val":"Chat"}]}""")));

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, Cancel);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("e30=")]
    [InlineData("eyJjbGFpbXMiOlt7InR5cCI6ImF6cCIsInZhbCI6ImFkbWluIn1dfQ==")]
    [InlineData("eyJjbGFpbXMiOjV9")]
    public async Task A_principal_that_cannot_be_read_or_calls_itself_admin_is_refused(string header)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync(new GatewaySettings().With("Gateway__Identity__AppServicePrincipal", "on"));
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", header);

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, Cancel);

        Assert.Equal(401, (int)response.StatusCode);
    }

    private static async Task<GatewayCaller> CallerAsync(GatewayApp gateway, KeyWish wish) => new(gateway, wish.App!, await ManagedKeys.IssueAsync(gateway, wish));

    private static async Task<GatewayAnswer> SendAsync(HttpClient client, string method, string path, string body)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    private static async Task<GatewayAnswer> ForwardedAsync(GatewayCaller caller, string forwarded)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
        request.Headers.Add("X-Forwarded-For", forwarded);
        using HttpResponseMessage response = await caller.Client.SendAsync(request, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    private static string Token(RSA key, string payload)
    {
        string text = $"{Base64("""{"alg":"RS256","kid":"k1"}"""u8.ToArray())}.{Base64(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
