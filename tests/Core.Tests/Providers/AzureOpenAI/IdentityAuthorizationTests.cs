using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.AzureOpenAI;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.AzureOpenAI;

public sealed class IdentityAuthorizationTests
{
    private static readonly ProviderOptions Options = new() { Name = "azure-eu" };

    [Fact]
    public async Task A_provider_with_a_key_shows_it_and_asks_for_no_token()
    {
        Assert.Equal([new("api-key", "k")], AzureOpenAIDialect.Default.Headers("k"));
        Assert.Empty(await AuthorizeAsync(Options, new ScriptedTokens(), apiKey: "k"));
    }

    [Fact]
    public async Task A_provider_without_a_key_is_called_with_a_token_of_the_apps_identity()
    {
        (string, string?) asked = default;
        ScriptedTokens tokens = new((scope, clientId, _) =>
        {
            asked = (scope, clientId);
            return Task.FromResult("token-1");
        });

        Assert.Empty(AzureOpenAIDialect.Default.Headers(null));
        Assert.Equal([new("Authorization", "Bearer token-1")], await AuthorizeAsync(Options, tokens));
        Assert.Equal(("https://cognitiveservices.azure.com/.default", null), asked);
    }

    [Fact]
    public async Task Scope_and_identity_can_be_set()
    {
        ScriptedTokens tokens = new((scope, clientId, _) => Task.FromResult($"{scope} for {clientId}"));
        ProviderOptions options = Options with { TokenScope = "https://ai.azure.com/.default", ClientId = "id-1" };

        Assert.Equal([new("Authorization", "Bearer https://ai.azure.com/.default for id-1")], await AuthorizeAsync(options, tokens));
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("API-Key")]
    public async Task Credentials_in_a_header_of_the_operator_need_no_token(string header) =>
        Assert.Empty(await AuthorizeAsync(Options with { Headers = new Dictionary<string, string> { [header] = "x" } }, new ScriptedTokens()));

    [Fact]
    public async Task A_token_that_cannot_be_had_is_a_failure_of_the_provider_so_that_another_one_can_be_tried()
    {
        IOException cause = new("169.254.169.254 is unreachable");
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => AuthorizeAsync(Options, new ScriptedTokens((_, _, _) => throw cause)));
        Assert.Equal(ErrorKind.UpstreamAuthentication, exception.Error.Kind);
        Assert.Equal("The provider 'azure-eu' has no key, and the app's identity could not get a token for it.", exception.Message);
        Assert.Same(cause, exception.InnerException);
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> AuthorizeAsync(ProviderOptions options, ScriptedTokens tokens, string? apiKey = null)
    {
        IProviderDialect dialect = AzureOpenAIDialect.Default.Configure(options);
        Provider provider = new() { Name = options.Name, Dialect = dialect, BaseUrl = new Uri("https://x.openai.azure.com/openai/"), Headers = options.Headers };
        IRequestAuthorization authorization = dialect.CreateAuthorization(provider, new AuthorizationServices(new ManualTimeProvider(), tokens))!;
        return await authorization.AuthorizeAsync(new OutgoingRequest("POST", provider.BaseUrl, [], default, apiKey), TestContext.Current.CancellationToken);
    }
}
