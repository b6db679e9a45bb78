using LlmFunctions.Routing;
using LlmFunctions.Security;

namespace LlmFunctions.ParallelInference;

/// <summary>A request for several models, and who makes it.</summary>
public sealed record ParallelCall(string RequestId, Caller Caller, RoutingWishes Wishes, ParallelRequest Request);
