using System.Diagnostics;
using LlmFunctions.Caching;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Experiments;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Routing;
using LlmFunctions.Routing.Strategies;
using LlmFunctions.Security;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>
/// One call on its way through the stages, and what they found out about it. The stages are the same whatever a model is
/// asked for; how that is said to a provider, and how its answer is read, is what the kinds of calls differ in.
/// </summary>
public abstract class GatewayCall
{
    public required string RequestId { get; init; }

    public required Caller Caller { get; init; }

    /// <summary>The dialect that the client speaks.</summary>
    public required IClientDialect Dialect { get; init; }

    /// <summary>Which model is asked, and on whose behalf.</summary>
    public abstract IModelRequest Asked { get; }

    /// <summary>What the model is asked for, as OpenTelemetry's conventions name it.</summary>
    public abstract string Operation { get; }

    public virtual bool IsStreaming => false;

    /// <summary>The tokens that the answer may have; null where the client set no limit.</summary>
    public virtual int? OutputLimit => null;

    /// <summary>What the request's headers say about who is to serve it.</summary>
    public RoutingWishes Wishes { get; init; } = RoutingWishes.None;

    /// <summary>What holds for the calls of the caller's app.</summary>
    public AppPolicy Policy { get; set; } = AppPolicy.Default;

    /// <summary>The address that the client calls from; null when it is not known.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>What the client says about kept answers.</summary>
    public CacheWishes CacheWishes { get; init; }

    /// <summary>What came of looking for a kept answer, for the client; null where none was looked for.</summary>
    public string? CacheResult { get; set; }

    /// <summary>The trace that the call belongs to, as <c>traceparent</c> has it, where that is not the one under way; null otherwise.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What attempts wait at for a place; null where they need none.</summary>
    public IAttemptGate? Gate { get; init; }

    /// <summary>How the limits stand that the call is counted in; null where none is configured.</summary>
    public Func<IReadOnlyList<QuotaStatus>>? LimitStatuses { get; set; }

    /// <summary>The tokens that the model may think for at the client's wish, beside which an answer must have room.</summary>
    public virtual int ThinkingBudget => 0;

    /// <summary>The name of the strategy that ordered <see cref="Candidates"/>.</summary>
    public string Strategy { get; set; } = RoutingStrategies.Default;

    /// <summary>The variant of an experiment that answers the call; null where none splits it.</summary>
    public ExperimentAssignment? Experiment { get; set; }

    /// <summary>What may serve the call, in the order in which it is tried.</summary>
    public IReadOnlyList<Candidate> Candidates { get; set; } = [];

    /// <summary>The attempts so far, in the order in which they began.</summary>
    public IList<Attempt> Attempts { get; } = [];

    /// <summary>How many attempts were made for the same request by other calls before.</summary>
    public int AttemptsBefore { get; init; }

    /// <summary>The span of the call; null when nobody listens.</summary>
    internal Activity? Span { get; set; }

    /// <summary>When it began, by the clock's timestamps.</summary>
    internal long Began { get; set; }

    /// <summary>Says what the call needs of who serves it.</summary>
    public abstract Demand MakeDemand();

    /// <summary>The gateway's own count of the prompt's tokens, for providers that report none.</summary>
    public abstract long CountPrompt();

    /// <summary>How many images are in the prompt.</summary>
    public virtual long CountImages() => 0;

    /// <summary>What the files in the prompt may be counted as, in tokens.</summary>
    public virtual long CountFiles() => 0;

    /// <summary>What the tokens of the prompt's text cannot be above, whatever counts them.</summary>
    public abstract long CountMostPrompt();

    /// <summary>Makes the request to a candidate's provider.</summary>
    /// <param name="candidate">Who is to serve the call.</param>
    /// <param name="mostOutput">The tokens that the answer may have because of a limit; null for as many as the client asked for.</param>
    /// <param name="passesThrough">Whether the client's own bytes are sent, so that the provider's can be sent back.</param>
    /// <exception cref="Errors.GatewayException">The provider cannot carry the request.</exception>
    public abstract UpstreamRequest ToUpstream(Candidate candidate, int? mostOutput, out bool passesThrough);

    /// <summary>Reads a whole answer, and tells the attempt what it used.</summary>
    /// <exception cref="Errors.GatewayException">The body is not an answer.</exception>
    public abstract CallAnswer FromUpstream(Attempt attempt, ReadOnlyMemory<byte> body, bool passesThrough, IReadOnlyList<string> dropped);

    /// <summary>The names of canonical fields as the client wrote them.</summary>
    public abstract IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields);

    protected static UpstreamTarget TargetOf(Candidate candidate) =>
        new() { Model = candidate.Model, Info = candidate.Info, Quirks = candidate.Provider.Quirks };
}
