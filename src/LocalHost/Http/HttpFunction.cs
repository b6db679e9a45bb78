using LlmFunctions.LocalHost.Invocation;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LlmFunctions.LocalHost.Http;

/// <summary>A function with its route; no methods means any method.</summary>
internal sealed record HttpFunction(DiscoveredFunction Function, FunctionInvoker Invoker, RoutePattern Route, IReadOnlyList<string> Methods);
