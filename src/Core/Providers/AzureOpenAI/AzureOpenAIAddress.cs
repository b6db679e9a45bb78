using LlmFunctions.Configuration;

namespace LlmFunctions.Providers.AzureOpenAI;

/// <summary>
/// Where a resource's operations are. The older addresses name the deployment and a dated version of the API; the newer
/// ones below <c>/openai/v1</c> name neither (https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle).
/// </summary>
internal sealed class AzureOpenAIAddress
{
    /// <summary>The newest dated version that is no preview.</summary>
    public const string DefaultVersion = "2024-10-21";

    private const string Root = "/openai";
    private const string VersionParameter = "api-version=";

    private readonly IReadOnlyDictionary<string, string> _deployments;
    private readonly bool _namesDeployment;
    private readonly string _query;

    public AzureOpenAIAddress(ProviderOptions options)
    {
        _deployments = options.Deployments;
        string? version = options.ApiVersion ?? VersionIn(options.BaseUrl);
        _namesDeployment = version is not ("v1" or "preview" or "latest") && options.BaseUrl?.AbsolutePath.Contains(Root + "/v1", StringComparison.OrdinalIgnoreCase) != true;
        _query = _namesDeployment ? "?" + VersionParameter + (version ?? DefaultVersion)
            : version is "preview" or "latest" ? "?" + VersionParameter + version
            : "";
    }

    /// <summary>
    /// The address up to and with <c>/openai</c>: people write the resource's own, that of an SDK, or the whole address of a
    /// deployment as the portal shows it.
    /// </summary>
    public static Uri Normalize(Uri baseUrl)
    {
        string path = baseUrl.AbsolutePath.TrimEnd('/') + "/";
        int root = path.LastIndexOf(Root + "/", StringComparison.OrdinalIgnoreCase);
        string before = root < 0 ? path.TrimEnd('/') : path[..root];
        return new UriBuilder(baseUrl) { Path = $"{before}{Root}/", Query = "", Fragment = "" }.Uri;
    }

    /// <summary>The deployment of a model: the configured one, else the one that bears its name.</summary>
    public string DeploymentOf(string model) => _deployments.GetValueOrDefault(model, model);

    /// <summary>The path of an operation, such as <c>chat/completions</c>, for a model.</summary>
    public string PathOf(string operation, string model) => _namesDeployment
        ? $"deployments/{Uri.EscapeDataString(DeploymentOf(model))}/{operation}{_query}"
        : $"v1/{operation}{_query}";

    private static string? VersionIn(Uri? baseUrl) => baseUrl?.Query.TrimStart('?').Split('&')
        .Where(static parameter => parameter.StartsWith(VersionParameter, StringComparison.OrdinalIgnoreCase))
        .Select(static parameter => parameter[VersionParameter.Length..])
        .FirstOrDefault(static version => version.Length > 0);
}
