using LlmFunctions.Routing;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Reads the headers by which a request says who is to serve it and how soon.</summary>
internal static class RequestWishes
{
    /// <exception cref="Errors.GatewayException">A header makes no sense.</exception>
    public static RoutingWishes Of(HttpRequest request) =>
        RoutingWishes.Read(request.Headers[RoutingWishes.StrategyHeader], request.Headers[RoutingWishes.MaxCostHeader], request.Headers[RoutingWishes.TimeoutHeader]);
}
