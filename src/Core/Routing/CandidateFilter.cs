using System.Globalization;
using LlmFunctions.Catalog;

namespace LlmFunctions.Routing;

/// <summary>Finds out whether a candidate can serve a call. What is not known of a model excludes it from nothing.</summary>
/// <param name="demand">What the call needs.</param>
/// <param name="allowed">What the app may call; null for everything.</param>
/// <param name="allowedByKey">What the caller's key is good for; null for everything.</param>
/// <param name="maxCost">The most that the call may cost.</param>
/// <param name="expectedOutputTokens">How long an answer is taken to be where the request sets no limit.</param>
internal readonly struct CandidateFilter(Demand demand, AllowList? allowed, AllowList? allowedByKey, decimal? maxCost, int expectedOutputTokens)
{
    // The estimate may be a fifth too high: a prompt is too long only if it would be even then.
    private const double Surely = 0.8;

    /// <summary>Everything but health, which changes by the second and is looked at last.</summary>
    public Refusal Check(in RouteEntry entry)
    {
        Candidate candidate = entry.Candidate;
        if (candidate.Notice is { IsOver: true } && entry.IsRetired)
        {
            return Refusal.Retired;
        }

        if (allowed?.Allows(candidate) == false || allowedByKey?.Allows(candidate) == false)
        {
            return Refusal.NotAllowed;
        }

        bool isDoubtful = false;
        if (candidate.Info is { } info)
        {
            ModelCapabilities capabilities = info.Capabilities ?? (demand.Needs | demand.Wants);
            if ((demand.Needs & ~capabilities) != ModelCapabilities.None)
            {
                return Refusal.Capability;
            }

            // What is embedded is cut into pieces by some and refused by others: only the provider knows.
            if (!demand.IsEmbeddings && info.ContextWindow is { } window && demand.MostPromptTokens + (demand.OutputLimit ?? 0) > window * Surely)
            {
                if (demand.PromptTokens * Surely > window)
                {
                    return Refusal.ContextLength;
                }

                isDoubtful = demand.PromptTokens + (demand.OutputLimit ?? 0) > window;
            }

            isDoubtful |= (demand.Wants & ~capabilities) != ModelCapabilities.None || demand.OutputLimit > info.MaxOutput;
        }

        return maxCost is { } most && !(CostEstimate.Of(demand, candidate, expectedOutputTokens) <= most) ? Refusal.Price
            : isDoubtful ? Refusal.Doubtful
            : Refusal.None;
    }

    /// <summary>Says why, as the end of a sentence that begins with the candidate.</summary>
    public string Explain(Refusal refusal, Candidate candidate, CandidateHealth health) => refusal switch
    {
        Refusal.Retired => $"was retired on {candidate.Notice!.Sunset:yyyy-MM-dd}",
        Refusal.NotAllowed => $"is not among the models that this {(allowed?.Allows(candidate) == false ? "app may use" : "key is good for")}",
        Refusal.Capability when demand.IsEmbeddings => "does not make embeddings",
        Refusal.Capability => $"cannot do {string.Join(", ", CapabilityNames.Of(demand.Needs & ~candidate.Info!.Capabilities!.Value))}",
        Refusal.ContextLength => string.Create(CultureInfo.InvariantCulture, $"takes {candidate.Info!.ContextWindow} tokens, and the prompt has about {demand.PromptTokens}"),
        Refusal.Price => CostEstimate.Of(demand, candidate, expectedOutputTokens) is { } cost
            ? string.Create(CultureInfo.InvariantCulture, $"would cost about {cost:0.######} US dollars, above the {maxCost} allowed")
            : "has no known price to compare with the most that is allowed",
        _ => health.Why ?? "is not healthy",
    };
}
