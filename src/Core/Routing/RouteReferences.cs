using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>Which names the settings refer to, and where.</summary>
internal static class RouteReferences
{
    private const string Prefix = "Gateway__Routing__";
    private const string Experiments = "Gateway__Experiments__";

    /// <summary>Every reference with the name of its setting.</summary>
    public static IEnumerable<(string Setting, string Target)> All(GatewayOptions options) =>
    [
        .. options.Routing.Aliases.Select(static alias => ($"{Prefix}Aliases__{alias.Key}", alias.Value)),
        .. options.Routing.Routes.SelectMany(static route => Numbered($"{Prefix}Routes__{route.Name}__Models", route.Models)),
        .. options.Routing.Routes.SelectMany(static route => Numbered($"{Prefix}Routes__{route.Name}__Fallbacks", route.Fallbacks)),
        .. options.Routing.Versions.Select(static (version, index) => ($"{Prefix}Versions__{index}__Replacement", version.Replacement ?? "")).Where(static reference => reference.Item2.Length > 0),
        .. options.Routing.Tasks.SelectMany(static task => Numbered($"{Prefix}Tasks__{task.Name}__Primary", task.Primary)),
        .. options.Routing.Tasks.SelectMany(static task => Numbered($"{Prefix}Tasks__{task.Name}__Fallback", task.Fallback)),
        .. Numbered($"{Prefix}Auto__Simple", options.Routing.Auto.Simple),
        .. Numbered($"{Prefix}Auto__Medium", options.Routing.Auto.Medium),
        .. Numbered($"{Prefix}Auto__Complex", options.Routing.Auto.Complex),
        .. options.Experiments.Select(static experiment => ($"{Experiments}{experiment.Name}__Model", experiment.Model)),
        .. options.Experiments.SelectMany(static experiment => experiment.Variants.Select(variant => ($"{Experiments}{experiment.Name}__Variants__{variant.Name}__Target", variant.Target))),
        .. options.Apps.SelectMany(static app => Numbered($"Gateway__Apps__{app.Name}__Fallbacks", app.Fallbacks)),
        .. options.Apps.SelectMany(static app => Numbered($"Gateway__Apps__{app.Name}__AllowedModels", app.AllowedModels.Where(static name => !name.EndsWith('*')))),
    ];

    /// <summary>The names that a name leads to.</summary>
    public static IEnumerable<string> From(string name, RoutingOptions options) =>
    [
        .. options.Aliases.TryGetValue(name, out string? target) ? [target] : Array.Empty<string>(),
        .. options.Routes.Where(route => route.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(static route => route.Models.Concat(route.Fallbacks)),
        .. options.Versions.Where(version => version.Model == name).Select(static version => version.Replacement).OfType<string>(),
    ];

    private static IEnumerable<(string Setting, string Target)> Numbered(string setting, IEnumerable<string> names) =>
        names.Select((name, index) => ($"{setting}__{index}", name));
}
