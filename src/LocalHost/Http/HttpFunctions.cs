using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Http;

/// <summary>
/// Makes routes of the functions with an HTTP trigger. Authorization levels are not asked for: as with Core Tools, every
/// function is anonymous on one's own machine.
/// </summary>
internal static class HttpFunctions
{
    private const string TriggerType = "httpTrigger";

    public static IReadOnlyList<HttpFunction> Create(
        IEnumerable<DiscoveredFunction> functions,
        string routePrefix,
        IDictionary<string, Type> constraints,
        List<string> problems)
    {
        var created = new List<HttpFunction>();
        foreach (var function in functions)
        {
            if (function.Trigger is HttpTriggerAttribute trigger && Create(function, trigger, routePrefix, constraints, problems) is { } http)
            {
                created.Add(http);
            }
        }

        problems.AddRange(DuplicateRoutes.Find(created));
        return created;
    }

    private static HttpFunction? Create(
        DiscoveredFunction function,
        HttpTriggerAttribute trigger,
        string routePrefix,
        IDictionary<string, Type> constraints,
        List<string> problems)
    {
        if (function.TriggerParameter.ParameterType != typeof(HttpRequest))
        {
            problems.Add(function.Problem($"[HttpTrigger] must be on an HttpRequest, not on a {function.TriggerParameter.ParameterType.Name}."));
            return null;
        }

        if (FunctionRoute.Parse(routePrefix, trigger.Route ?? function.Name, constraints, out var pattern) is { } problem)
        {
            problems.Add(function.Problem(problem));
            return null;
        }

        var invoker = FunctionBinder.Bind(
            function,
            TriggerType,
            ReturnKind.HttpResult,
            parameter => HttpArguments.For(parameter, pattern!),
            HttpArguments.Supported,
            problems);
        return invoker is null
            ? null
            : new HttpFunction(function, invoker, pattern!, [.. (trigger.Methods ?? []).Select(method => method.ToUpperInvariant())]);
    }
}
