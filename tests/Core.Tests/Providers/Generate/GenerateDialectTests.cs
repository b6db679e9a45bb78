using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Generate;
using LlmFunctions.Tests.Configuration;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Providers.Generate;

public sealed class GenerateDialectTests
{
    [Fact]
    public void A_key_is_presented_as_a_bearer_token() =>
        Assert.Equal(new("Authorization", "Bearer k"), Assert.Single(GenerateDialect.Instance.Headers("k")));

    [Fact]
    public void No_key_means_no_header() => Assert.Empty(GenerateDialect.Instance.Headers(null));

    [Theory]
    [InlineData("https://llm.acme.example", "https://llm.acme.example/")]
    [InlineData("https://llm.acme.example/", "https://llm.acme.example/")]
    [InlineData("https://llm.acme.example/generate", "https://llm.acme.example/")]
    [InlineData("https://llm.acme.example/api/v1", "https://llm.acme.example/api/v1/")]
    public void A_base_url_is_understood_however_it_is_written(string written, string understood) =>
        Assert.Equal(understood, GenerateDialect.Instance.NormalizeBaseUrl(new Uri(written)).AbsoluteUri);

    [Fact]
    public void Passing_a_body_through_changes_only_the_model_and_the_extensions()
    {
        byte[] body = """{ "model": "acme/m", "prompt": "Hi",  "provider": "acme", "beams": 1.0 }"""u8.ToArray();

        UpstreamRequest upstream = GenerateDialect.Instance.PassThrough(body, new ChatRequest(), new UpstreamTarget { Model = "m" });

        Assert.Equal("""{ "model": "m", "prompt": "Hi", "beams": 1.0 }""", Encoding.UTF8.GetString(upstream.Body.Span));
        Assert.Equal("generate", upstream.Path);
    }

    [Theory]
    [InlineData("acme", true)]
    [InlineData("generate", false)]
    public void A_provider_of_this_dialect_needs_an_address_and_no_key(string name, bool ownName)
    {
        IConfiguration settings = SettingsOf.Variables(
            ($"Gateway__Providers__{name}__BaseUrl", "https://llm.acme.example"),
            ($"Gateway__Providers__{name}__Dialect", ownName ? "generate" : ""));

        Assert.True(ProviderRegistry.Create(GatewayOptionsReader.Read(settings), settings).TryGet(name, out Provider? provider));
        Assert.Same(GenerateDialect.Instance, provider.Dialect);
        Assert.Null(provider.ApiKey);
    }

    [Fact]
    public void Without_an_address_it_cannot_be_configured()
    {
        IConfiguration settings = SettingsOf.Variables(("Gateway__Providers__generate__ApiKey", "k"));

        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => GatewayOptionsReader.Read(settings));
        Assert.Contains("Gateway__Providers__generate__BaseUrl", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_never_ends_is_given_up()
    {
        GenerateStream stream = new();
        StreamFrame frame = new(null, new byte[16 * 1024 * 1024], default);
        Assert.Empty(stream.Translate(frame));
        Assert.Empty(stream.Translate(frame));
        Assert.Empty(stream.Translate(frame));
        Assert.Equal(ErrorKind.UpstreamError, Assert.Throws<GatewayException>(() => stream.Translate(frame)).Error.Kind);
    }
}
