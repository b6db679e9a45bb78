using LlmFunctions.Dialects;
using LlmFunctions.Routing;
using LlmFunctions.Security;

namespace LlmFunctions.Pipeline;

/// <summary>One call on its way through the stages, and what they found out about it.</summary>
public sealed class ChatCall
{
    public required string RequestId { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The dialect that the client speaks.</summary>
    public required IClientDialect Dialect { get; init; }

    public required ClientRequest Request { get; init; }

    /// <summary>What may serve the call, in the order in which it is tried.</summary>
    public IReadOnlyList<Candidate> Candidates { get; set; } = [];

    /// <summary>The attempts so far; the last one gave the answer.</summary>
    public IList<Attempt> Attempts { get; } = [];
}
