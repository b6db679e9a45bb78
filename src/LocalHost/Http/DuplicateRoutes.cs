using Microsoft.AspNetCore.Routing.Patterns;

namespace LlmFunctions.LocalHost.Http;

/// <summary>Finds functions that answer the same requests.</summary>
internal static class DuplicateRoutes
{
    public static IEnumerable<string> Find(IEnumerable<HttpFunction> functions)
    {
        foreach (var group in functions.GroupBy(function => Shape(function.Route), StringComparer.OrdinalIgnoreCase))
        {
            var members = group.ToArray();
            for (var i = 1; i < members.Length; i++)
            {
                if (members[..i].FirstOrDefault(other => Overlap(members[i], other)) is { } other)
                {
                    yield return members[i].Function.Problem(
                        $"it has the same route and method as function '{other.Function.Name}': {Methods(members[i])} {members[i].Route.RawText}.");
                }
            }
        }
    }

    private static bool Overlap(HttpFunction left, HttpFunction right) =>
        left.Methods.Count == 0 || right.Methods.Count == 0 || left.Methods.Intersect(right.Methods).Any();

    private static string Methods(HttpFunction function) => function.Methods.Count == 0 ? "any method" : string.Join(", ", function.Methods);

    // The names of parameters do not matter for what a route matches; their constraints do.
    private static string Shape(RoutePattern route) =>
        string.Join('/', route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Shape(part, route)))));

    private static string Shape(RoutePatternPart part, RoutePattern route) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => $"{{{parameter.ParameterKind}{Constraints(parameter, route)}}}",
        _ => "?",
    };

    private static string Constraints(RoutePatternParameterPart parameter, RoutePattern route) =>
        route.ParameterPolicies.TryGetValue(parameter.Name, out var policies)
            ? string.Concat(policies.Select(policy => $":{policy.Content}"))
            : "";
}
