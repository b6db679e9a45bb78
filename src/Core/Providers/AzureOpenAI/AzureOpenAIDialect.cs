using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>OpenAI's bodies at Azure's addresses, called with a resource's key or with a token of the app's identity.</summary>
internal sealed class AzureOpenAIDialect : IProviderDialect
{
    public const string DialectName = "azure-openai";

    /// <summary>What the token of the app's identity is for, unless the settings say otherwise.</summary>
    public const string DefaultScope = "https://cognitiveservices.azure.com/.default";

    private readonly ProviderOptions _options;

    private AzureOpenAIDialect(ProviderOptions options)
    {
        _options = options;
        Address = new AzureOpenAIAddress(options);
        Embeddings = new AzureOpenAIEmbeddings(Address);
    }

    public static AzureOpenAIDialect Default { get; } = new(new ProviderOptions { Name = DialectName });

    public string Name => DialectName;

    public string BodyDialect => OpenAIDialect.Instance.Name;

    public StreamFraming Framing => StreamFraming.Sse;

    public IReadOnlyList<string> OwnSettings { get; } = ["ApiVersion", "Deployments", "TokenScope", "ClientId"];

    public IEmbeddingsTranslator Embeddings { get; }

    /// <summary>Where the operations are.</summary>
    public AzureOpenAIAddress Address { get; }

    public IProviderDialect Configure(ProviderOptions options) => new AzureOpenAIDialect(options);

    public Uri NormalizeBaseUrl(Uri baseUrl) => AzureOpenAIAddress.Normalize(baseUrl);

    public UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target) =>
        AtDeployment(OpenAIRequest.ToUpstream(request, OfDeployment(target)), target);

    public UpstreamRequest PassThrough(ReadOnlyMemory<byte> body, ChatRequest request, UpstreamTarget target) =>
        AtDeployment(OpenAIRequest.PassThrough(body, request, OfDeployment(target)), target);

    public ChatResponse FromUpstream(ReadOnlyMemory<byte> body) => OpenAIResponse.FromUpstream(body);

    public GatewayError ErrorFromUpstream(int status, ReadOnlyMemory<byte> body) => AzureOpenAIError.FromUpstream(status, body);

    public IStreamTranslator CreateStreamTranslator() => new OpenAIStream();

    public IEnumerable<KeyValuePair<string, string>> Headers(string? apiKey) => apiKey is null ? [] : [new(IdentityAuthorization.KeyHeader, apiKey)];

    public IRequestAuthorization CreateAuthorization(Provider provider, AuthorizationServices services) =>
        new IdentityAuthorization(provider, _options.TokenScope ?? DefaultScope, _options.ClientId, services.Tokens);

    private UpstreamTarget OfDeployment(UpstreamTarget target) => target with { Model = Address.DeploymentOf(target.Model) };

    private UpstreamRequest AtDeployment(UpstreamRequest request, UpstreamTarget target) =>
        request with { Path = Address.PathOf(OpenAIRequest.Path, target.Model) };
}
