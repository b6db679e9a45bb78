using System.Text.Json;
using LlmFunctions.Auditing;
using LlmFunctions.Errors;
using LlmFunctions.Management;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Auditing;
using LlmFunctions.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Management;

public sealed class ConfigurationEditorTests
{
    private const string Canary = "sk-canary-0123456789";
    private readonly MemoryConfigurationStore _store = new();
    private readonly MemorySecretStore _secrets = new();
    private readonly MemoryAuditLog _audit = new();
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_goes_to_the_secrets_and_its_name_takes_its_place()
    {
        ConfigurationOutcome outcome = await ApplyAsync(Create(ConfigurationKind.Providers, "Acme", $$"""{"Dialect":"openai","BaseUrl":"https://acme.example","apikey":"{{Canary}}"}"""));

        (string secret, string key) = Assert.Single(_secrets.Secrets);
        Assert.Matches("^llm-acme-[0-9a-f]{12}$", secret);
        Assert.Equal(Canary, key);
        Assert.Equal($$"""{"Dialect":"openai","BaseUrl":"https://acme.example","Secret":"{{secret}}"}""", Assert.Single(_store.Stored.Documents.All).Value.GetRawText());
        Assert.True(Assert.Single(outcome.Differences).SetsKey);
        Assert.DoesNotContain(_audit.Entries, static entry => $"{entry.Before}{entry.After}".Contains(Canary, StringComparison.Ordinal));
        Assert.Equal(("configuration.create", "providers/acme"), (_audit.Entries[0].Action, _audit.Entries[0].Target));
    }

    [Fact]
    public async Task A_key_of_a_change_that_is_refused_does_not_take_the_place_of_the_one_in_use()
    {
        await ApplyAsync(Create(ConfigurationKind.Providers, "acme", $$"""{"Dialect":"openai","BaseUrl":"https://acme.example","ApiKey":"{{Canary}}"}"""));
        ConfigurationEditor other = Editor();
        _store.BeforeReplace = () => other.ApplyAsync([SetKey("sk-first")], false, Actor, Cancel);

        Assert.Equal(ErrorKind.PreconditionFailed, (await RefusedAsync(SetKey("sk-second"))).Error.Kind);
        Assert.Equal("sk-first", KeyInUse());

        _store.BeforeReplace = () => throw new GatewayException(ErrorKind.StorageUnavailable, "The storage does not answer.");
        Assert.Equal(ErrorKind.StorageUnavailable, (await RefusedAsync(SetKey("sk-third") with { IfMatch = "2" })).Error.Kind);
        Assert.Equal("sk-first", KeyInUse());

        await ApplyAsync(SetKey("sk-fourth") with { IfMatch = "2" });
        Assert.Equal("sk-fourth", KeyInUse());

        static ConfigurationChange SetKey(string key) => new()
        {
            Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Patch, IfMatch = "1", Value = Json($$"""{"ApiKey":"{{key}}"}"""),
        };

        string KeyInUse() => _secrets.Secrets[Assert.Single(_store.Stored.Documents.All).Secret!];
    }

    [Theory]
    [InlineData("llm-acme-0123456789ab", true)]
    [InlineData("llm-acme-blue", false)]
    [InlineData("llm-other-0123456789ab", false)]
    public async Task A_file_of_before_or_of_another_app_leaves_the_key_that_is_set_here(string named, bool isKept)
    {
        await ApplyAsync(Create(ConfigurationKind.Providers, "acme", $$"""{"Dialect":"openai","BaseUrl":"https://acme.example","ApiKey":"{{Canary}}"}"""));
        string own = Assert.Single(_store.Stored.Documents.All).Secret!;
        _secrets.Secrets[named] = "sk-of-before";

        await ApplyAsync(new ConfigurationChange
        {
            Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Replace, Value = Json($$"""{"Dialect":"openai","BaseUrl":"https://acme2.example","Secret":"{{named}}"}"""),
        });

        Assert.Equal(isKept ? own : named, Assert.Single(_store.Stored.Documents.All).Secret);
    }

    [Theory]
    [InlineData("a-b", "a/b")]
    [InlineData("a--b", "a/b")]
    [InlineData("a.b", "a-b")]
    [InlineData("a-", "a_")]
    public async Task Two_names_never_come_to_one_secret(string one, string other)
    {
        foreach (string name in new[] { one, other })
        {
            string value = name.Contains('/', StringComparison.Ordinal) ? $$"""{"ApiKey":"{{Canary}}"}""" : $$"""{"Dialect":"openai","BaseUrl":"https://x.example","ApiKey":"{{Canary}}"}""";
            if (name.Contains('/', StringComparison.Ordinal))
            {
                await ApplyAsync(Create(ConfigurationKind.Providers, "a", """{"Dialect":"openai","BaseUrl":"https://x.example"}"""));
            }

            await ApplyAsync(Create(name.Contains('/', StringComparison.Ordinal) ? ConfigurationKind.Accounts : ConfigurationKind.Providers, name, value));
        }

        Assert.Equal(2, _secrets.Secrets.Count);
        Assert.All(_secrets.Secrets.Keys, static name => Assert.Matches("^[A-Za-z0-9-]{1,127}$", name));
    }

    [Fact]
    public async Task Every_error_is_reported_at_once_and_nothing_is_stored()
    {
        GatewayException refused = await RefusedAsync(
            Create(ConfigurationKind.Routes, "pool", """{"Models":["no-such-model"],"Strategy":"fastest"}"""),
            Create(ConfigurationKind.Quotas, "q", """{"Scope":"app","Unit":"money","Window":"day"}"""),
            Create(ConfigurationKind.Prices, "openai/gpt-4o", """{"Tiers":[{"Input":-1,"Output":2}]}"""),
            Create(ConfigurationKind.Apps, "shop", """{"Colour":"red"}"""));

        Assert.Equal(ErrorKind.InvalidConfiguration, refused.Error.Kind);
        Assert.Collection(
            refused.Error.Details.Order(StringComparer.Ordinal),
            static error => Assert.StartsWith("Gateway__Apps__shop__Colour is not a setting", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("Gateway__Quotas__q__Limit is needed", error, StringComparison.Ordinal),
            static error => Assert.StartsWith("Gateway__Routing__Routes__pool__Strategy is 'fastest'", error, StringComparison.Ordinal),
            static error => Assert.Contains("a price is negative", error, StringComparison.Ordinal));
        Assert.Equal(0, _store.Stored.Revision);
        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task A_route_that_names_a_model_that_nobody_serves_is_refused_and_so_is_taking_its_provider_away()
    {
        Assert.Contains("no-such-model", (await RefusedAsync(Create(ConfigurationKind.Routes, "pool", """{"Models":["no-such-model"]}"""))).Message, StringComparison.Ordinal);
        await ApplyAsync(
            Create(ConfigurationKind.Providers, "acme", """{"Dialect":"openai","BaseUrl":"https://acme.example","Models":["rocket"]}"""),
            Create(ConfigurationKind.Routes, "pool", """{"Models":["rocket"]}"""));

        GatewayException refused = await RefusedAsync(new ConfigurationChange { Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Delete, IfMatch = "1" });

        Assert.Contains("Gateway__Routing__Routes__pool__Models__0", Assert.Single(refused.Error.Details), StringComparison.Ordinal);
        ConfigurationOutcome warned = await ApplyAsync(Create(ConfigurationKind.Routes, "claude", """{"Models":["claude-sonnet-4-5"]}"""));
        Assert.Contains("'anthropic', which is not configured", Assert.Single(warned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_must_say_of_which_state_it_is_made_and_only_of_that_it_is_made()
    {
        await ApplyAsync(Create(ConfigurationKind.Apps, "shop", """{"MaxRetries":1}"""));
        ConfigurationChange change = new() { Kind = ConfigurationKind.Apps, Name = "SHOP", Action = ConfigurationAction.Patch, Value = Json("""{"Backoff":2}"""), NeedsMatch = true };

        Assert.Equal(ErrorKind.PreconditionRequired, (await RefusedAsync(change)).Error.Kind);
        Assert.Equal(ErrorKind.PreconditionFailed, (await RefusedAsync(change with { IfMatch = "7" })).Error.Kind);
        Assert.Equal(ErrorKind.Conflict, (await RefusedAsync(Create(ConfigurationKind.Apps, "shop", "{}"))).Error.Kind);
        await ApplyAsync(change with { IfMatch = "1" });
        Assert.Equal(ErrorKind.PreconditionFailed, (await RefusedAsync(change with { IfMatch = "1", Value = Json("""{"Backoff":3}""") })).Error.Kind);

        ConfigurationDocument document = Assert.Single(_store.Stored.Documents.All);
        Assert.Equal(("shop", """{"MaxRetries":1,"Backoff":2}""", "2"), (document.Name, document.Value.GetRawText(), document.Tag));
    }

    [Fact]
    public async Task Of_two_writers_at_once_the_second_works_its_change_into_what_the_first_has_made()
    {
        _store.BeforeReplace = () =>
        {
            _store.Stored = new StoredConfiguration(
                new ConfigurationHead(1, "c1", "other"),
                new ConfigurationDocuments([new ConfigurationDocument { Kind = ConfigurationKind.Apps, Name = "first", Value = Json("{}"), Revision = 1, UpdatedAt = default }]));
            return Task.CompletedTask;
        };

        await ApplyAsync(Create(ConfigurationKind.Apps, "second", "{}"));

        Assert.Equal(["first", "second"], _store.Stored.Documents.All.Select(static document => document.Name));
        Assert.Equal([null, "conflict", null], _audit.Entries.Select(static entry => entry.Failure));
    }

    [Fact]
    public async Task Of_two_changes_that_break_only_together_the_second_is_refused()
    {
        await ApplyAsync(Create(ConfigurationKind.Providers, "acme", """{"Dialect":"openai","BaseUrl":"https://acme.example","Models":["rocket"]}"""));
        ConfigurationEditor other = Editor();
        _store.BeforeReplace = () => other.ApplyAsync(
            [new ConfigurationChange { Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Delete }], false, Actor, Cancel);

        Assert.Equal(ErrorKind.InvalidConfiguration, (await RefusedAsync(Create(ConfigurationKind.Routes, "pool", """{"Models":["rocket"]}"""))).Error.Kind);
    }

    [Fact]
    public async Task What_the_settings_have_is_shown_without_keys_put_aside_by_a_document_and_back_when_that_is_gone()
    {
        IConfiguration settings = SettingsOf.Variables(
            ("Gateway__Providers__acme__Dialect", "openai"),
            ("Gateway__Providers__acme__BaseUrl", "https://user:pass@acme.example/?key=1"),
            ("Gateway__Providers__acme__ApiKey", Canary),
            ("Gateway__Providers__acme__Models__0", "one"),
            ("Gateway__Providers__acme__Models__1", "two"),
            ("Gateway__Providers__acme__Headers__X-Team", Canary));
        ConfigurationEditor editor = Editor(settings);
        ConfigurationEntry known = await editor.FindAsync(ConfigurationKind.Providers, "ACME", Cancel);
        Assert.True(known.IsOfSettings);
        Assert.Equal("""{"BaseUrl":"https://acme.example/","Dialect":"openai","Models":["one","two"]}""", known.Value.GetRawText());

        ConfigurationChange change = new()
        {
            Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Replace, IfMatch = known.Tag, NeedsMatch = true,
            Value = Json("""{"Dialect":"openai","BaseUrl":"https://acme.example","Models":["three"]}"""),
        };
        await editor.ApplyAsync([change], false, Actor, Cancel);
        GatewaySetup setup = GatewaySetupReader.Read(settings, _store.Stored.Documents, _secrets.Has);
        Assert.True(setup.Providers.TryGet("acme", out LlmFunctions.Providers.Provider? provider));
        Assert.Equal(["three"], provider.Models);
        Assert.Equal((Canary, Canary), (provider.ApiKey, provider.Headers["X-Team"]));

        await editor.ApplyAsync([new ConfigurationChange { Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Delete, IfMatch = "1" }], false, Actor, Cancel);
        Assert.True((await editor.FindAsync(ConfigurationKind.Providers, "acme", Cancel)).IsOfSettings);
        GatewayException refused = await Assert.ThrowsAsync<GatewayException>(() => editor.ApplyAsync(
            [new ConfigurationChange { Kind = ConfigurationKind.Providers, Name = "acme", Action = ConfigurationAction.Delete, IfMatch = "*" }], false, Actor, Cancel));
        Assert.Equal(ErrorKind.Conflict, refused.Error.Kind);
    }

    [Theory]
    [InlineData("providers", "a:b")]
    [InlineData("providers", "a/b")]
    [InlineData("providers", "")]
    [InlineData("providers", "-a")]
    [InlineData("apps", "a' or 'a' eq 'a")]
    [InlineData("apps", "a\nb")]
    [InlineData("routes", "../x")]
    [InlineData("accounts", "acme")]
    [InlineData("accounts", "acme/b:ApiKey")]
    [InlineData("models", "acme/")]
    [InlineData("models", "acme/a b")]
    [InlineData("prices", "a:b/c")]
    [InlineData("routing", "other")]
    public async Task A_name_that_could_be_more_than_a_name_is_refused(string kind, string name) =>
        Assert.Equal(ErrorKind.InvalidRequest, (await RefusedAsync(Create(ConfigurationKind.Find(kind)!, name, "{}"))).Error.Kind);

    [Theory]
    [InlineData("""{"Accounts":{"x":{"Weight":2}}}""", "are objects of their own")]
    [InlineData("""{"Secret":"Gateway__AdminKey"}""", "names a setting of the app itself")]
    [InlineData("""{"Secret":"AzureWebJobsStorage"}""", "names a setting of the app itself")]
    [InlineData("""{"Headers":{"Authorization":"Bearer x"}}""", "is a credential")]
    [InlineData("""{"BaseUrl":"https://user:pass@acme.example"}""", "neither a user nor a query")]
    [InlineData("""{"a:b":1}""", "empty or has a colon")]
    [InlineData("""{"Headers":{"Apps:x:MaxRetries":"1"}}""", "empty or has a colon")]
    [InlineData("""{"Timeout":5,"timeout":6}""", "more than once")]
    [InlineData("""{"ApiKey":7}""", "must be a text")]
    public async Task A_document_may_not_say_what_would_reach_beyond_it(string value, string error) =>
        Assert.Contains(error, (await RefusedAsync(Create(ConfigurationKind.Providers, "openai", value))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_dry_run_says_the_same_and_changes_nothing()
    {
        ConfigurationOutcome tried = await Editor().ApplyAsync(
            [Create(ConfigurationKind.Providers, "acme", $$"""{"Dialect":"openai","BaseUrl":"https://acme.example","ApiKey":"{{Canary}}"}""")], true, Actor, Cancel);

        Assert.False(tried.IsApplied);
        Assert.Null(Assert.Single(tried.Differences).Before);
        Assert.Equal(0, _store.Stored.Revision);
        Assert.Empty(_secrets.Secrets);
        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task Prices_and_models_take_the_place_of_the_catalogs_for_aliases_too()
    {
        await ApplyAsync(
            Create(ConfigurationKind.Prices, "openai/gpt-4o", """{"AsOf":"2026-09-01","Source":"contract","Tiers":[{"Input":1.5,"Output":"3"}]}"""),
            Create(ConfigurationKind.Models, "openai/gpt-4o", """{"ContextWindow":1000,"MaxOutput":500}"""),
            Create(ConfigurationKind.Models, "openai/brand-new", """{"ContextWindow":2000,"Capabilities":["chat","tools"]}"""));
        GatewaySetup setup = GatewaySetupReader.Read(SettingsOf.Variables(), _store.Stored.Documents, _secrets.Has);

        LlmFunctions.Catalog.ModelInfo changed = setup.Catalog.Find("openai", "gpt-4o")!;
        Assert.Equal((1000, 500, 1.5m, 3m), (changed.ContextWindow, changed.MaxOutput, changed.Prices[0].Input, changed.Prices[0].Output));
        Assert.All(setup.Catalog.FindById("gpt-4o").Where(static info => info.Provider == "openai").SelectMany(static info => info.Aliases), alias =>
            Assert.Equal(1.5m, setup.Catalog.Find("openai", alias)!.Prices[0].Input));
        Assert.Equal(2000, setup.Catalog.Find("openai", "brand-new")!.ContextWindow);
        Assert.NotEqual(LlmFunctions.Catalog.ModelCatalog.BuiltIn.PriceVersion, setup.Catalog.PriceVersion);
        Assert.NotEqual(1.5m, LlmFunctions.Catalog.ModelCatalog.BuiltIn.Find("openai", "gpt-4o")!.Prices[0].Input);
    }

    private static AuditActor Actor => new("admin", "admin", "r", null);

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static ConfigurationChange Create(ConfigurationKind kind, string name, string value) =>
        new() { Kind = kind, Name = name, Action = ConfigurationAction.Create, Value = Json(value) };

    private ConfigurationEditor Editor(IConfiguration? settings = null) =>
        new(settings ?? SettingsOf.Variables(), _store, _secrets, new AuditTrail(_audit, _time, NullLogger<AuditTrail>.Instance), _time);

    private Task<ConfigurationOutcome> ApplyAsync(params ConfigurationChange[] changes) => Editor().ApplyAsync(changes, false, Actor, Cancel);

    private Task<GatewayException> RefusedAsync(params ConfigurationChange[] changes) => Assert.ThrowsAnyAsync<GatewayException>(() => ApplyAsync(changes));
}
