using LlmFunctions.Configuration;
using LlmFunctions.Experiments;

namespace LlmFunctions.Routing;

/// <summary>Refuses settings of routing that could not work: circles, unknown models, names that are taken.</summary>
public static class RouteValidator
{
    /// <exception cref="ConfigurationException">Says everything that is wrong.</exception>
    public static void Check(GatewayOptions options, ModelResolver resolver)
    {
        RoutingOptions routing = options.Routing;
        List<string> errors = [.. CheckNames(routing, resolver), .. CheckCircles(routing), .. CheckReferences(options, resolver), .. ExperimentConflicts.Find(options.Experiments)];
        if (errors.Count > 0)
        {
            throw new ConfigurationException(errors);
        }
    }

    /// <summary>References to models that are known, and that nobody serves as the app is configured.</summary>
    public static IEnumerable<string> Warnings(GatewayOptions options, ModelResolver resolver) =>
        from reference in RouteReferences.All(options)
        where !RouteReferences.From(reference.Target, options.Routing).Any()
            && reference.Target != AutoModels.Name
            && resolver.FindExact(reference.Target).Count == 0
            && resolver.FindQualified(reference.Target) is null
            && resolver.FindByPrefix(reference.Target) is null
        select $"{reference.Setting}: {resolver.WhyNot(reference.Target)}";

    private static IEnumerable<string> CheckNames(RoutingOptions options, ModelResolver resolver)
    {
        IEnumerable<(string Setting, string Name)> names =
        [
            .. options.Aliases.Keys.Select(static alias => ($"Gateway__Routing__Aliases__{alias}", alias)),
            .. options.Routes.Select(static route => ($"Gateway__Routing__Routes__{route.Name}", route.Name)),
        ];
        foreach ((string setting, string name) in names)
        {
            if (resolver.FindExact(name) is [{ } model, ..])
            {
                yield return $"{setting} would never be used: '{name}' is the id of a model of '{model.Provider.Name}'.";
            }
        }

        foreach (RouteOptions route in options.Routes.Where(route => options.Aliases.ContainsKey(route.Name)))
        {
            yield return $"Gateway__Routing__Routes__{route.Name} would never be used: there is an alias of the same name.";
        }

        foreach (IGrouping<string, VersionOptions> twice in options.Versions.GroupBy(static version => version.Model).Where(static group => group.Count() > 1))
        {
            yield return $"Gateway__Routing__Versions speaks of '{twice.Key}' more than once.";
        }
    }

    private static IEnumerable<string> CheckCircles(RoutingOptions options)
    {
        HashSet<string> reported = new(StringComparer.OrdinalIgnoreCase);
        IEnumerable<(string Setting, string Name)> names =
        [
            .. options.Aliases.Keys.Select(static alias => ($"Gateway__Routing__Aliases__{alias}", alias)),
            .. options.Routes.Select(static route => ($"Gateway__Routing__Routes__{route.Name}", route.Name)),
            .. options.Versions.Select(static (version, index) => ($"Gateway__Routing__Versions__{index}__Replacement", version.Model)),
        ];
        foreach ((string setting, string name) in names)
        {
            if (!reported.Contains(name) && CircleFrom(name, options) is { } circle)
            {
                reported.UnionWith(circle);
                yield return $"{setting} leads back to itself: {string.Join(" → ", circle)}.";
            }
        }
    }

    private static List<string>? CircleFrom(string start, RoutingOptions options)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        return Search([start]);

        List<string>? Search(List<string> path)
        {
            foreach (string next in RouteReferences.From(path[^1], options))
            {
                List<string> longer = [.. path, next];
                if (next.Equals(start, StringComparison.OrdinalIgnoreCase))
                {
                    return longer;
                }

                if (seen.Add(next) && Search(longer) is { } circle)
                {
                    return circle;
                }
            }

            return null;
        }
    }

    private static IEnumerable<string> CheckReferences(GatewayOptions options, ModelResolver resolver)
    {
        foreach ((string setting, string target) in RouteReferences.All(options))
        {
            // These stand for one name as a whole.
            bool isWhole = setting.StartsWith("Gateway__Routing__Aliases__", StringComparison.Ordinal) || setting.StartsWith("Gateway__Experiments__", StringComparison.Ordinal);
            if (LeadsToAuto(target, options.Routing))
            {
                if (!isWhole)
                {
                    yield return $"{setting} is '{AutoModels.Name}', which chooses by the request and cannot be a part of something else.";
                }
            }
            else if (!IsKnown(target, options.Routing, resolver))
            {
                yield return $"{setting} is unknown. {resolver.WhyNot(target)}".TrimEnd();
            }
        }
    }

    private static bool LeadsToAuto(string name, RoutingOptions options)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        while (options.Aliases.TryGetValue(name, out string? target) && seen.Add(name))
        {
            name = target;
        }

        return name == AutoModels.Name && !RouteReferences.From(name, options).Any();
    }

    // A model of a provider that is switched off is no error: the app must start without it.
    private static bool IsKnown(string name, RoutingOptions options, ModelResolver resolver) =>
        RouteReferences.From(name, options).Any()
        || options.Versions.Any(version => version.Model == name)
        || resolver.FindExact(name).Count > 0
        || resolver.FindQualified(name) is not null
        || resolver.FindByPrefix(name) is not null
        || resolver.IsKnown(name);
}
