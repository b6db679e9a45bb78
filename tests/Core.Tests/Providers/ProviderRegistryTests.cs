using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Tests.Configuration;
using LlmFunctions.Tests.Routing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Providers;

/// <summary>Providers whose users each have an address, a region or deployments of their own.</summary>
public sealed class ProviderRegistryTests
{
    private const string Azure = "Gateway__Providers__azure-openai__";
    private const string Bedrock = "Gateway__Providers__bedrock__";
    private const string OfEurope = "Gateway__Providers__azure-eu__";

    [Fact]
    public void A_resource_without_a_key_is_on_because_the_apps_identity_may_do()
    {
        Provider provider = Find("azure-openai", (Azure + "BaseUrl", "https://a.openai.azure.com"));
        Assert.Null(provider.ApiKey);
        Assert.Equal("https://a.openai.azure.com/openai/", provider.BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void A_key_among_the_variables_does_not_make_an_address() =>
        Assert.False(Registry(("AZURE_OPENAI_API_KEY", "k")).TryGet("azure-openai", out _));

    [Fact]
    public void The_key_may_be_in_the_variable_of_the_vendors_tools() =>
        Assert.Equal("k", Find("azure-openai", ("AZURE_OPENAI_API_KEY", "k"), (Azure + "BaseUrl", "https://a.openai.azure.com")).ApiKey);

    [Fact]
    public void Another_resource_is_a_provider_of_the_same_kind_with_the_same_models_and_prices()
    {
        Provider provider = Find("azure-eu", (OfEurope + "Dialect", "azure-openai"), (OfEurope + "BaseUrl", "https://eu.openai.azure.com/openai/v1"));
        Assert.Equal("azure-openai", provider.CatalogName);
        Assert.Contains("top_k", provider.Quirks.Refuses);

        Candidate candidate = Resolve("azure-eu/gpt-4o", (OfEurope + "Dialect", "azure-openai"), (OfEurope + "BaseUrl", "https://eu.openai.azure.com/openai/v1"));
        Assert.Equal(("azure-eu", "gpt-4o", "azure-openai"), (candidate.Provider.Name, candidate.Model, candidate.Info!.Provider));
    }

    [Fact]
    public void Models_with_a_deployment_are_the_only_ones_that_are_listed()
    {
        (string, string)[] settings =
        [
            (Azure + "BaseUrl", "https://a.openai.azure.com"),
            (Azure + "Deployments__gpt-4o", "my-chat"),
            (Azure + "Deployments__0", "gpt-4.1 = my-other"),
            (Azure + "Models__0", "mine"),
        ];
        RoutingHarness routing = new(settings);
        ModelDirectory directory = new(routing.Providers, ModelCatalog.BuiltIn, routing.Resolver, routing.Table, routing.Time);

        Assert.Equal(["gpt-4.1", "gpt-4o", "mine"], directory.List("azure-openai").Select(static model => model.Id).Order(StringComparer.Ordinal));
        Assert.Equal("gpt-4.1", Resolve("gpt-4.1", settings).Model);
        Assert.NotNull(Resolve("gpt-4o", settings).Info);
        Assert.Equal(ErrorKind.ModelNotFound, Assert.Throws<GatewayException>(() => Resolve("gpt-4.1-mini", settings)).Error.Kind);
        Assert.Equal("my-fourth", Resolve("azure-openai/my-fourth", settings).Model);
    }

    [Fact]
    public void Without_deployments_each_model_is_served_by_the_one_of_its_name() =>
        Assert.Equal(("azure-openai", "gpt-4.1-mini"), Resolved("gpt-4.1-mini", (Azure + "BaseUrl", "https://a.openai.azure.com")));

    [Theory]
    [InlineData("Deployments__0", "my-chat", "Gateway__Providers__azure-openai__Deployments__0 must have the form model=deployment.")]
    [InlineData("Deployments__gpt-4o", "a/b", "Gateway__Providers__azure-openai__Deployments__gpt-4o names a deployment, so it must consist of letters, digits, '-', '_' and '.'.")]
    [InlineData("ApiVersion", "2024?", "Gateway__Providers__azure-openai__ApiVersion must consist of letters, digits, '-', '_' and '.'.")]
    [InlineData("Region", "eu", "Gateway__Providers__azure-openai__Region is not a setting of the dialect azure-openai.")]
    public void A_wrong_setting_is_told(string name, string value, string problem) => Assert.Equal(
        problem,
        Assert.Single(ErrorsOf((Azure + "BaseUrl", "https://a.openai.azure.com"), (Azure + name, value))));

    [Fact]
    public void A_resource_needs_an_address() => Assert.Equal(
        "Gateway__Providers__azure-openai__BaseUrl is needed for this provider.",
        Assert.Single(ErrorsOf((Azure + "ApiKey", "k"))));

    [Theory]
    [InlineData("ApiVersion", "1")]
    [InlineData("Deployments__m", "d")]
    [InlineData("TokenScope", "s")]
    public void A_setting_of_another_dialect_is_an_error(string name, string value)
    {
        string setting = name.Split("__")[0];
        Assert.Equal($"Gateway__Providers__openai__{setting} is not a setting of the dialect openai.", Assert.Single(ErrorsOf(("Gateway__Providers__openai__" + name, value))));
    }

    [Theory]
    [InlineData("AWS_REGION")]
    [InlineData("AWS_DEFAULT_REGION")]
    public void The_variables_of_AWSs_tools_make_key_and_address(string region)
    {
        Provider provider = Find("bedrock", ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), (region, "eu-west-1"));
        Assert.Equal(("id:secret", "https://bedrock-runtime.eu-west-1.amazonaws.com/"), (provider.ApiKey, provider.BaseUrl.AbsoluteUri));
        Assert.Equal("id:secret:token", Find("bedrock", ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_SESSION_TOKEN", "token"), (region, "eu-west-1")).ApiKey);
        Assert.Equal("abc", Find("bedrock", ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_BEARER_TOKEN_BEDROCK", "abc"), (region, "eu-west-1")).ApiKey);
    }

    [Fact]
    public void Half_a_key_or_no_region_configures_nothing()
    {
        Assert.False(Registry(("AWS_ACCESS_KEY_ID", "id"), ("AWS_REGION", "eu-west-1")).TryGet("bedrock", out _));
        Assert.False(Registry(("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", "eu-west-1")).TryGet("bedrock", out _));
        Assert.False(Registry(("AWS_BEARER_TOKEN_BEDROCK", "abc")).TryGet("bedrock", out _));
    }

    [Fact]
    public void The_settings_region_goes_before_the_variables()
    {
        (string, string)[] settings = [("AWS_REGION", "us-east-1"), (Bedrock + "Region", "eu-west-1"), (Bedrock + "ApiKey", "abc")];
        Assert.Equal("https://bedrock-runtime.eu-west-1.amazonaws.com/", Find("bedrock", settings).BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void A_provider_by_region_needs_a_region_or_an_address()
    {
        Assert.Equal("Gateway__Providers__bedrock__BaseUrl or Region is needed for this provider.", Assert.Single(ErrorsOf((Bedrock + "ApiKey", "abc"))));
        Assert.Equal("https://proxy.example.org/", Find("bedrock", (Bedrock + "ApiKey", "abc"), (Bedrock + "BaseUrl", "https://proxy.example.org")).BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void Another_region_is_a_provider_of_the_same_kind()
    {
        (string, string)[] settings = [("Gateway__Providers__aws-us__Dialect", "bedrock"), ("Gateway__Providers__aws-us__Region", "us-west-2"), ("Gateway__Providers__aws-us__ApiKey", "abc")];
        Candidate candidate = Resolve("aws-us/amazon.nova-lite-v1:0", settings);
        Assert.Equal(("https://bedrock-runtime.us-west-2.amazonaws.com/", "bedrock"), (candidate.Provider.BaseUrl.AbsoluteUri, candidate.Info!.Provider));
    }

    [Theory]
    [InlineData("amazon.nova-lite-v1:0")]
    [InlineData("bedrock/amazon.nova-lite-v1:0")]
    [InlineData("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")]
    [InlineData("bedrock/arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc")]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc")]
    public void A_model_is_found_by_id_profile_and_ARN(string model) => Assert.Equal(
        ("bedrock", model.StartsWith("bedrock/", StringComparison.Ordinal) ? model["bedrock/".Length..] : model),
        Resolved(model, ("AWS_BEARER_TOKEN_BEDROCK", "abc"), ("AWS_REGION", "eu-west-1")));

    private static ProviderRegistry Registry(params (string Name, string Value)[] settings)
    {
        IConfiguration configuration = SettingsOf.Variables(settings);
        return ProviderRegistry.Create(GatewayOptionsReader.Read(configuration), configuration);
    }

    private static Provider Find(string name, params (string Name, string Value)[] settings)
    {
        Assert.True(Registry(settings).TryGet(name, out Provider? provider));
        return provider;
    }

    private static Candidate Resolve(string model, params (string Name, string Value)[] settings) =>
        Assert.Single(new RoutingHarness(settings).Route(model).Candidates);

    private static (string Provider, string Model) Resolved(string model, params (string Name, string Value)[] settings) =>
        Resolve(model, settings) is var candidate ? (candidate.Provider.Name, candidate.Model) : default;

    private static IReadOnlyList<string> ErrorsOf(params (string Name, string Value)[] settings) =>
        Assert.Throws<ConfigurationException>(() => GatewayOptionsReader.Read(SettingsOf.Variables(settings))).Errors;
}
