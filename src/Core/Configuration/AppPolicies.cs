namespace LlmFunctions.Configuration;

/// <summary>Which policy an app has.</summary>
public sealed class AppPolicies(GatewayOptions options)
{
    private readonly Dictionary<string, AppPolicy> _byApp = options.Apps.ToDictionary(static policy => policy.Name, StringComparer.OrdinalIgnoreCase);

    public AppPolicy Of(string app) => _byApp.GetValueOrDefault(app, AppPolicy.Default);
}
