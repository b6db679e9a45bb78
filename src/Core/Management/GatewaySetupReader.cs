using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>Reads settings with documents over them as one configuration, and reports everything that is wrong with it.</summary>
public static class GatewaySetupReader
{
    /// <param name="settings">The settings of the app.</param>
    /// <param name="documents">What was configured through the management API.</param>
    /// <param name="hasSecret">Whether there is a secret of a name, besides those in settings and vault.</param>
    /// <exception cref="ConfigurationException">The configuration is not valid.</exception>
    public static GatewaySetup Read(IConfiguration settings, ConfigurationDocuments documents, Func<string, bool> hasSecret)
    {
        List<string> errors = [];
        IConfiguration merged = documents.IsEmpty ? settings : SettingsOverlay.Apply(settings, documents, errors);
        ModelCatalog catalog = CatalogOverlay.Apply(ModelCatalog.BuiltIn, documents, errors);
        GatewaySetup? setup = null;
        try
        {
            GatewayOptions options = GatewayOptionsReader.Read(merged, hasSecret);
            ProviderRegistry providers = ProviderRegistry.Create(options, merged);
            ModelResolver resolver = new(providers, catalog);
            RouteValidator.Check(options, resolver);
            setup = new GatewaySetup { Options = options, Providers = providers, Catalog = catalog, Warnings = [.. RouteValidator.Warnings(options, resolver)] };
        }
        catch (ConfigurationException exception)
        {
            errors.AddRange(exception.Errors);
        }

        return errors.Count == 0 ? setup! : throw new ConfigurationException(errors);
    }
}
