using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>The configuration as a file: what was exported is imported again, and the difference is known before.</summary>
public sealed class ConfigurationFileTests
{
    [Fact]
    public async Task What_is_exported_has_no_key_changes_nothing_here_and_makes_the_same_elsewhere()
    {
        await using ScriptedProvider provider = ScriptedProvider.Answering(200, "{}");
        GatewaySettings settings = new GatewaySettings().Provider("openai", provider.BaseUrl, ("Headers__X-Team", "header-canary")).With("Gateway__Routing__Aliases__fast", "pool")
            .With("Gateway__Routing__Routes__pool__Models__0", "sandbox/echo");
        await using GatewayApp gateway = await GatewayApp.StartAsync(settings);
        await gateway.CreateAsync("apps", "shop", """{"MaxRetries":1}""");

        GatewayAnswer exported = await gateway.ManageAsync(HttpMethod.Get, "export");
        Assert.DoesNotContain(GatewaySettings.ProviderKey, exported.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("header-canary", exported.Text, StringComparison.Ordinal);
        GatewayAnswer same = await gateway.ManageAsync(HttpMethod.Post, "import", exported.Text, contentType: "application/yaml");
        Assert.True(same.Code == 200, same.Text);
        Assert.Empty(same.Json.GetProperty("changes").EnumerateArray());

        await using GatewayApp other = await GatewayApp.StartAsync();
        GatewayAnswer difference = await other.ManageAsync(HttpMethod.Post, "import?dry_run=true", exported.Text, contentType: "application/yaml");
        Assert.True(difference.Code == 200, difference.Text);
        Assert.Equal(4, difference.Json.GetProperty("changes").GetArrayLength());
        Assert.Empty((await other.ManageAsync(HttpMethod.Get, "apps")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(200, (await other.ManageAsync(HttpMethod.Post, "import", exported.Text, contentType: "application/yaml")).Code);
        Assert.Equal(200, (await other.Caller.AskAsync("""{"model":"fast","messages":[{"role":"user","content":"Hi"}]}""")).Code);
        Assert.Equal(
            (await gateway.ManageAsync(HttpMethod.Get, "export?format=json")).Text,
            (await other.ManageAsync(HttpMethod.Get, "export?format=json&source=api")).Text);
    }

    [Fact]
    public async Task A_file_that_replaces_takes_away_what_it_does_not_have()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        await gateway.CreateAsync("apps", "shop", """{"MaxRetries":1}""");
        await gateway.CreateAsync("apps", "desk", """{"MaxRetries":1}""");

        GatewayAnswer replaced = await gateway.ManageAsync(HttpMethod.Post, "import?mode=replace", """{"version":1,"apps":{"SHOP":{"MaxRetries":2}}}""");

        Assert.True(replaced.Code == 200, replaced.Text);
        Assert.Equal(["shop"], (await gateway.ManageAsync(HttpMethod.Get, "apps")).Json.GetProperty("data").EnumerateArray().Select(static app => app.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Templates_are_listed_and_can_be_imported()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        string[] names = [.. (await gateway.ManageAsync(HttpMethod.Get, "templates")).Json.GetProperty("data").EnumerateArray().Select(static name => name.GetString()!)];

        Assert.Contains("budgets", names);
        Assert.All(names, static name => Assert.Matches("^[a-z-]+$", name));
        string budgets = (await gateway.ManageAsync(HttpMethod.Get, "templates/budgets")).Text;
        Assert.Equal(200, (await gateway.ManageAsync(HttpMethod.Post, "import", budgets)).Code);
        Assert.Equal(3, (await gateway.ManageAsync(HttpMethod.Get, "quotas")).Json.GetProperty("data").GetArrayLength());
        Assert.Equal(404, (await gateway.ManageAsync(HttpMethod.Get, "templates/..%2Fimport")).Code);
    }
}
