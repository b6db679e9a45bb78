using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Configuration;

public sealed class ProviderOptionsReaderTests
{
    [Theory]
    [InlineData("Content-Type")]
    [InlineData("content-length")]
    [InlineData("Content-Encoding")]
    [InlineData("Expires")]
    [InlineData("Host")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Accept-Encoding")]
    public void A_header_that_the_gateway_sets_itself_is_refused(string header) => Assert.Equal(
        $"Gateway__Providers__openai__Headers__{header} cannot be set: the gateway sets what describes the body and the connection.",
        Assert.Single(ErrorsOf(($"Gateway__Providers__openai__Headers__{header}", "x"))));

    [Theory]
    [InlineData("bad header")]
    [InlineData("team(blue)")]
    [InlineData("größe")]
    public void A_header_must_have_a_name_that_HTTP_allows(string header) => Assert.Equal(
        $"Gateway__Providers__openai__Headers__{header} is not the name of a header.",
        Assert.Single(ErrorsOf(($"Gateway__Providers__openai__Headers__{header}", "x"))));

    [Theory]
    [InlineData("two\r\nlines")]
    [InlineData("nul\0")]
    [InlineData("blau und größer")]
    public void A_header_must_have_a_value_that_can_be_sent(string value) => Assert.Equal(
        "Gateway__Providers__openai__Headers__X-Team must consist of printable ASCII characters.",
        Assert.Single(ErrorsOf(("Gateway__Providers__openai__Headers__X-Team", value))));

    [Fact]
    public void Usual_headers_are_accepted() => Assert.Empty(ErrorsOf(
        ("Gateway__Providers__openai__Headers__OpenAI-Organization", "org-1"),
        ("Gateway__Providers__openai__Headers__X-Title", "My app, 100 % mine"),
        ("Gateway__Providers__openai__Headers__User-Agent", "gateway/1.0 (test)")));

    [Fact]
    public void An_address_that_is_wrong_is_not_called_missing_as_well() => Assert.Equal(
        "Gateway__Providers__mine__BaseUrl must be an absolute http or https address.",
        Assert.Single(ErrorsOf(("Gateway__Providers__mine__Dialect", "openai"), ("Gateway__Providers__mine__BaseUrl", "models.example.org"))));

    [Fact]
    public void A_secret_without_a_vault_must_be_among_the_settings() => Assert.Equal(
        "Gateway__Providers__openai__Secret names 'openai-key', but no setting has that name, and there is no Gateway__KeyVault__Uri to look it up in.",
        Assert.Single(ErrorsOf(("Gateway__Providers__openai__Secret", "openai-key"))));

    [Theory]
    [InlineData("openai-key", "k")]
    [InlineData("Gateway__KeyVault__Uri", "https://my-vault.vault.azure.net")]
    [InlineData("Gateway__Providers__openai__Enabled", "off")]
    public void A_secret_that_can_be_found_or_is_not_used_is_accepted(string name, string value) =>
        Assert.Empty(ErrorsOf(("Gateway__Providers__openai__Secret", "openai-key"), (name, value)));

    [Fact]
    public void A_secret_is_found_under_a_setting_of_several_parts() =>
        Assert.Empty(ErrorsOf(("Gateway__Providers__openai__Secret", "Keys__OpenAI"), ("Keys__OpenAI", "k")));

    [Theory]
    [InlineData("http://my-vault.vault.azure.net")]
    [InlineData("http://localhost:8443")]
    [InlineData("my-vault")]
    public void A_vault_is_reached_by_https_only(string address) => Assert.Equal(
        "Gateway__KeyVault__Uri must be an absolute https address.",
        Assert.Single(ErrorsOf(("Gateway__KeyVault__Uri", address), ("Gateway__Providers__openai__Secret", "openai-key"))));

    [Theory]
    [InlineData("openai", "ApiKey", "k")]
    [InlineData("mine", "Dialect", "anthropic")]
    public void Only_providers_with_models_of_their_own_can_be_required_to_have_some(string name, string setting, string value) => Assert.Equal(
        $"Gateway__Providers__{name}__RequiredModels is for providers with models of their own, whose dialect is ollama.",
        Assert.Single(ErrorsOf(
            ($"Gateway__Providers__{name}__{setting}", value),
            ($"Gateway__Providers__{name}__BaseUrl", "https://models.example.org"),
            ($"Gateway__Providers__{name}__RequiredModels__0", "llama3"))));

    [Fact]
    public void Required_models_are_served_like_those_that_are_named()
    {
        IConfiguration settings = SettingsOf.Variables(
            ("Gateway__Providers__den__Dialect", "ollama"),
            ("Gateway__Providers__den__BaseUrl", "http://den:11434"),
            ("Gateway__Providers__den__Models__0", "qwen"),
            ("Gateway__Providers__den__RequiredModels__0", "llama3:8b"),
            ("Gateway__Providers__den__RequiredModels__1", "qwen"),
            ("Gateway__Providers__den__AutoDownload", "on"));

        Assert.True(ProviderRegistry.Create(GatewayOptionsReader.Read(settings), settings).TryGet("den", out Provider? den));
        Assert.Equal(["qwen", "llama3:8b"], den.Models);
        Assert.Equal(["llama3:8b", "qwen"], den.RequiredModels);
        Assert.True(den.AutoDownload);
    }

    private static IReadOnlyList<string> ErrorsOf(params (string Name, string Value)[] settings)
    {
        try
        {
            Assert.NotNull(GatewayOptionsReader.Read(SettingsOf.Variables(settings)));
            return [];
        }
        catch (ConfigurationException exception)
        {
            return exception.Errors;
        }
    }
}
