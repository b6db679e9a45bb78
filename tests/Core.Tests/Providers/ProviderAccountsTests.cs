using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Configuration;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Providers;

public sealed class ProviderAccountsTests
{
    private const string Openai = "Gateway__Providers__openai__";

    [Fact]
    public void A_provider_without_accounts_has_one_of_its_own_key()
    {
        Provider provider = Create((Openai + "ApiKey", "k"));
        Account account = Assert.Single(provider.Accounts);
        Assert.Equal(("default", "k", 1, true), (account.Id, account.Provider.ApiKey, account.Weight, account.Enabled));
    }

    [Fact]
    public void A_provider_that_was_made_without_settings_has_one_account_as_well() =>
        Assert.Equal("sandbox", Assert.Single(Registry().All[0].Accounts).Provider.Name);

    [Fact]
    public void Every_setting_of_an_account_is_read_and_what_is_left_out_is_the_providers()
    {
        Provider provider = Create(
            (Openai + "ApiKey", "k"),
            (Openai + "Headers__X-All", "1"),
            (Openai + "Headers__X-Team", "none"),
            (Openai + "Accounts__Blue__ApiKey", "b"),
            (Openai + "Accounts__Blue__Weight", "7"),
            (Openai + "Accounts__Blue__RequestsPerMinute", "60"),
            (Openai + "Accounts__Blue__TokensPerMinute", "90000"),
            (Openai + "Accounts__Blue__Headers__x-team", "blue"),
            (Openai + "Accounts__Blue__BaseUrl", "https://blue.example.org"),
            (Openai + "Accounts__Plain__Enabled", "off"));

        Assert.Equal(["blue", "plain"], provider.Accounts.Select(static account => account.Id));
        Account blue = provider.Accounts[0];
        Assert.Equal((7, 60L, 90000L, true), (blue.Weight, blue.RequestsPerMinute, blue.TokensPerMinute, blue.Enabled));
        Assert.Equal(("b", new Uri("https://blue.example.org/v1/")), (blue.Provider.ApiKey, blue.Provider.BaseUrl));
        Assert.Equal(("1", "blue"), (blue.Provider.Headers["X-All"], blue.Provider.Headers["X-Team"]));
        Account plain = provider.Accounts[1];
        Assert.Equal(("k", "none", false), (plain.Provider.ApiKey, plain.Provider.Headers["X-Team"], plain.Enabled));
        Assert.Equal(provider.BaseUrl, plain.Provider.BaseUrl);
    }

    [Fact]
    public void Accounts_of_one_address_share_its_connections_and_those_of_another_have_their_own()
    {
        Provider provider = Create(
            (Openai + "Accounts__a__ApiKey", "a"), (Openai + "Accounts__b__ApiKey", "b"), (Openai + "Accounts__c__ApiKey", "c"), (Openai + "Accounts__c__BaseUrl", "https://c.example.org"));
        Assert.Equal(["openai", "openai", "openai/c"], provider.Accounts.Select(static account => account.Provider.ConnectionKey));
    }

    [Fact]
    public void A_secret_of_an_account_takes_the_place_of_the_providers_key()
    {
        Account account = Assert.Single(Create((Openai + "ApiKey", "k"), (Openai + "Accounts__a__Secret", "name"), ("name", "value")).Accounts);
        Assert.Equal((null, "name"), (account.Provider.ApiKey, account.Provider.Secret));
    }

    [Fact]
    public void Errors_of_accounts_are_told_with_the_others_by_their_settings()
    {
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => Registry(
            (Openai + "Accounts__a__Weight", "0"),
            (Openai + "Accounts__a__Secret", "nowhere"),
            (Openai + "Accounts__b__Url", "x"),
            (Openai + "Accounts__b b__ApiKey", "x"),
            ("Gateway__Breaker__OpenFor", "never"),
            ("Gateway__Health__RefreshInterval", "0")));
        string[] settings =
        [
            Openai + "Accounts__a__Weight", Openai + "Accounts__a__Secret", Openai + "Accounts__b__Url", Openai + "Accounts__b",
            "Gateway__Breaker__OpenFor", "Gateway__Health__RefreshInterval",
        ];
        Assert.Equal(settings.Order(StringComparer.Ordinal), exception.Errors.Select(static error => error.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    private static Provider Create(params (string Name, string Value)[] settings) =>
        Registry(settings).TryGet("openai", out Provider? provider) ? provider : throw new InvalidOperationException("openai is not on");

    private static ProviderRegistry Registry(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = SettingsOf.Variables(settings);
        return ProviderRegistry.Create(GatewayOptionsReader.Read(configuration), configuration);
    }
}
