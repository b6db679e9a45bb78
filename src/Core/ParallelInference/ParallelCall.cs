using LlmFunctions.Dialects;
using LlmFunctions.Pipeline;
using LlmFunctions.Routing;
using LlmFunctions.Security;

namespace LlmFunctions.ParallelInference;

/// <summary>A request for several models, and who makes it.</summary>
public sealed record ParallelCall(string RequestId, Caller Caller, RoutingWishes Wishes, ParallelRequest Request)
{
    /// <summary>The address that the client calls from; null when it is not known.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The trace that the calls belong to, where that is not the one under way.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The call of one model.</summary>
    public ChatCall ChatOf(ClientRequest request) => new()
    {
        RequestId = RequestId,
        Caller = Caller,
        Dialect = Request.Dialect,
        Request = request,
        Wishes = Wishes with { JoinsExperiments = false },
        ClientAddress = ClientAddress,
        TraceParent = TraceParent,
    };
}
