using Microsoft.AspNetCore.Routing.Patterns;

namespace LlmFunctions.LocalHost.Http;

/// <summary>Joins prefix and route as the worker does, and refuses what the Functions host would refuse or not route.</summary>
internal static class FunctionRoute
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    /// <summary>Parses a route; returns what is wrong with it, or null.</summary>
    public static string? Parse(string prefix, string route, IDictionary<string, Type> constraints, out RoutePattern? pattern)
    {
        pattern = null;
        if (route.Length == 0 || route[0] == '/')
        {
            return $"its route '{route}' must not be empty or begin with '/'; the worker would not route it.";
        }

        var template = prefix.Length == 0 ? route : $"{prefix}/{route}";
        try
        {
            pattern = RoutePatternFactory.Parse(template);
        }
        catch (RoutePatternException e)
        {
            return $"its route '{template}' is not valid: {e.Message}";
        }

        if (pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart { Content: var first }] }, ..] &&
            Reserved.Contains(first, StringComparer.OrdinalIgnoreCase))
        {
            return $"its route '{template}' begins with '{first}', which the Functions host keeps for itself.";
        }

        var unknown = pattern.ParameterPolicies.Values
            .SelectMany(policies => policies)
            .Select(policy => policy.Content?.Split('(')[0])
            .FirstOrDefault(name => name is not null && !constraints.ContainsKey(name));
        return unknown is null ? null : $"its route '{template}' has the unknown constraint '{unknown}'.";
    }
}
