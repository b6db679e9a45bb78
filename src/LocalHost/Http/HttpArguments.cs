using System.Reflection;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LlmFunctions.LocalHost.Http;

/// <summary>The parameters of an HTTP function: the request, and values of its route by their names.</summary>
internal static class HttpArguments
{
    public const string Supported = "HttpRequest (which has the HttpContext), route values (string, bool, int, long, double, Guid, DateTime, DateTimeOffset)";

    public static ArgumentSource? For(ParameterInfo parameter, RoutePattern route)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
        {
            return static context => ((HttpFunctionContext)context).HttpContext.Request;
        }

        return route.GetParameter(parameter.Name!) is { } routeParameter
            ? RouteArgument.For(routeParameter.Name, parameter.ParameterType)
            : null;
    }
}
