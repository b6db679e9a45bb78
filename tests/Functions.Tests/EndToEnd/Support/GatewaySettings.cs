using LlmFunctions.Providers;
using LlmFunctions.Testing;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>The settings that a test starts the app with.</summary>
internal sealed class GatewaySettings : Dictionary<string, string?>
{
    /// <summary>The key that providers are called with unless a test says otherwise; no answer may ever show it.</summary>
    public const string ProviderKey = "sk-upstream-0123456789abcdef-secret";

    public GatewaySettings()
    {
        this["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";

        // Apps of one name share what they know of providers.
        this["WEBSITE_SITE_NAME"] = $"test-{Guid.NewGuid():N}";

        // Whoever shares a hub shares the work, and each test's app has other providers.
        this["AzureFunctionsJobHost__extensions__durableTask__hubName"] = TableNames.UniquePrefix();

        // A provider of a test is asked by the test alone.
        this["Gateway__Health__Probes"] = "off";

        // Most tests are about one attempt; those about more say so.
        this["Gateway__Retry__MaxRetries"] = "0";

        // Whoever runs the tests may have keys of real providers in the environment.
        foreach (string variable in ProviderDefinitions.All.SelectMany(static definition => definition.KeyVariables.Concat(definition.RegionVariables)))
        {
            this[variable] = "";
        }
    }

    /// <summary>Configures a provider; more settings of it are given by name and value.</summary>
    public GatewaySettings Provider(string name, Uri baseUrl, params ReadOnlySpan<(string Name, string Value)> more)
    {
        this[$"Gateway__Providers__{name}__BaseUrl"] = baseUrl.ToString();
        this[$"Gateway__Providers__{name}__ApiKey"] = ProviderKey;
        foreach ((string setting, string value) in more)
        {
            this[$"Gateway__Providers__{name}__{setting}"] = value;
        }

        return this;
    }

    public GatewaySettings With(string name, string? value)
    {
        this[name] = value;
        return this;
    }
}
