using LlmFunctions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Configuration;

public sealed class GatewayOptionsReaderTests
{
    [Fact]
    public void Nothing_has_to_be_set()
    {
        GatewayOptions options = GatewayOptionsReader.Read(SettingsOf.Variables());
        Assert.Empty(options.Providers);
        Assert.True(options.Usage.Ledger);
        Assert.Null(options.AdminKey);
        Assert.Equal(GatewayOptions.DefaultMaxRequestBytes, options.MaxRequestBytes);
    }

    [Fact]
    public void Every_setting_of_a_provider_is_read()
    {
        ProviderOptions provider = Assert.Single(GatewayOptionsReader.Read(SettingsOf.Variables(
            ("Gateway__Providers__OpenAI__Dialect", "openai"),
            ("Gateway__Providers__OpenAI__BaseUrl", "https://example.org/v1"),
            ("Gateway__Providers__OpenAI__ApiKey", " secret "),
            ("Gateway__Providers__OpenAI__Enabled", "true"),
            ("Gateway__Providers__OpenAI__Timeout", "12.5"),
            ("Gateway__Providers__OpenAI__Headers__X-Team", "blue"),
            ("Gateway__Providers__OpenAI__Models__0", "one"),
            ("Gateway__Providers__OpenAI__Models__1", "two"))).Providers);
        Assert.Equal("openai", provider.Name);
        Assert.Equal(new Uri("https://example.org/v1"), provider.BaseUrl);
        Assert.Equal("secret", provider.ApiKey);
        Assert.True(provider.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(12.5), provider.Timeout);
        Assert.Equal("blue", provider.Headers["x-team"]);
        Assert.Equal(["one", "two"], provider.Models);
    }

    [Theory]
    [InlineData("90", 90)]
    [InlineData("00:01:30", 90)]
    public void Durations_are_seconds_or_clock_time(string text, int seconds)
    {
        ProviderOptions provider = Assert.Single(GatewayOptionsReader.Read(SettingsOf.Variables(("Gateway__Providers__openai__Timeout", text))).Providers);
        Assert.Equal(TimeSpan.FromSeconds(seconds), provider.Timeout);
    }

    [Fact]
    public void An_empty_value_counts_as_not_set()
    {
        GatewayOptions options = GatewayOptionsReader.Read(SettingsOf.Variables(("Gateway__AdminKey", ""), ("Gateway__DevKey", " ")));
        Assert.Null(options.AdminKey);
        Assert.Null(options.DevKey);
    }

    [Fact]
    public void All_errors_are_reported_at_once_and_each_names_its_setting()
    {
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => GatewayOptionsReader.Read(SettingsOf.Variables(
            ("Gateway__AdminKey", "short"),
            ("Gateway__DevKey", "a key that is long enough"),
            ("Gateway__Usage__Ledger", "maybe"),
            ("Gateway__Typo", "x"),
            ("Gateway__MaxRequestBytes", "-1"),
            ("Gateway__KeyVault__Uri", "vault"),
            ("Gateway__Providers__openai__BaseUrl", "ftp://example.org"),
            ("Gateway__Providers__openai__Timeout", "soon"),
            ("Gateway__Providers__openai__Url", "x"),
            ("Gateway__Providers__openai__ApiKey", "a"),
            ("Gateway__Providers__openai__Secret", "b"),
            ("Gateway__Providers__mine__BaseUrl", "https://example.org"),
            ("Gateway__Providers__other__Dialect", "klingon"))));
        string[] settings =
        [
            "Gateway__AdminKey", "Gateway__DevKey", "Gateway__Usage__Ledger", "Gateway__Typo", "Gateway__MaxRequestBytes", "Gateway__KeyVault__Uri",
            "Gateway__Providers__openai__BaseUrl", "Gateway__Providers__openai__Timeout", "Gateway__Providers__openai__Url",
            "Gateway__Providers__openai__Secret", "Gateway__Providers__mine__Dialect", "Gateway__Providers__other__Dialect", "Gateway__Providers__other__BaseUrl",
        ];
        Assert.Equal(settings.Order(StringComparer.Ordinal), exception.Errors.Select(static error => error.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(settings, setting => Assert.Contains(setting, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_reference_to_Key_Vault_that_Azure_could_not_read_is_no_key()
    {
        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => GatewayOptionsReader.Read(SettingsOf.Variables(
            ("Gateway__AdminKey", "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/gateway-admin-key)"))));
        Assert.Equal(["Gateway__AdminKey is a reference to a secret of Key Vault that Azure could not read."], exception.Errors);
    }

    [Theory]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT")]
    [InlineData("DOTNET_ENVIRONMENT")]
    public void The_development_key_works_in_development(string variable)
    {
        GatewayOptions options = GatewayOptionsReader.Read(SettingsOf.Variables((variable, "Development"), ("Gateway__DevKey", "a key that is long enough")));
        Assert.Equal("a key that is long enough", options.DevKey);
    }
}
