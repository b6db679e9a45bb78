using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Routing;

/// <summary>Says why nobody is left to serve a call.</summary>
internal static class RoutingFailure
{
    private const int MostReasons = 20;

    public static GatewayException Of(IModelRequest asked, Resolution resolution, Resolution? fallbacks, CandidateFilter filter, ICandidateHealth health, DateTimeOffset now)
    {
        List<(Refusal Refusal, CandidateHealth Health, Candidate Candidate, string Why)> refused = [];
        foreach (RouteEntry entry in resolution.Tiers.Concat(fallbacks?.Tiers ?? []).SelectMany(static tier => tier.All))
        {
            CandidateHealth state = health.Of(entry.Candidate, now);
            Refusal refusal = filter.Check(entry);
            refusal = refusal > Refusal.Doubtful ? refusal : Refusal.Health;
            refused.Add((refusal, state, entry.Candidate, filter.Explain(refusal, entry.Candidate, state)));
        }

        string name = asked.Models is { Count: > 0 } chain ? string.Join(", ", chain) : asked.Model ?? "";
        if (refused.Count == 0)
        {
            return resolution.Over is { } over
                ? new GatewayException(ErrorKind.ModelRetired, over.Text, "model")
                : new GatewayException(ErrorKind.ModelNotFound, Sentence($"'{name}' has no model that could be called", [.. resolution.Missing.Concat(fallbacks?.Missing ?? [])]), "model");
        }

        ErrorKind kind = KindOf(refused.ConvertAll(static one => (one.Refusal, one.Health.IsRateLimited)));
        bool mayPass = kind is ErrorKind.NoHealthyProvider or ErrorKind.RateLimited;
        return new GatewayException(new GatewayError
        {
            Kind = kind,
            Message = refused is [{ } only] && resolution.Missing.Count == 0
                ? $"The model '{only.Candidate.Model}' {only.Why}."
                : Sentence($"No model is left that could serve '{name}'", [.. refused.Select(static one => $"{one.Candidate} {one.Why}"), .. resolution.Missing]),
            Param = mayPass ? null : refused.TrueForAll(static one => one.Refusal == Refusal.Price) ? RoutingWishes.MaxCostHeader : "model",
            RetryAfter = mayPass ? refused.Where(static one => one.Refusal == Refusal.Health).Min(static one => one.Health.RetryAfter) : null,
        });
    }

    /// <summary>Health may change by itself: where only it is in the way of one, another try makes sense. Else the reason, when it is the same for all.</summary>
    private static ErrorKind KindOf(List<(Refusal Refusal, bool IsRateLimited)> reasons) =>
        reasons.TrueForAll(static one => one is { Refusal: Refusal.Health, IsRateLimited: true }) ? ErrorKind.RateLimited
        : reasons.Exists(static one => one.Refusal == Refusal.Health) ? ErrorKind.NoHealthyProvider
        : !reasons.TrueForAll(one => one.Refusal == reasons[0].Refusal) ? ErrorKind.InvalidRequest
        : reasons[0].Refusal switch
        {
            Refusal.Retired => ErrorKind.ModelRetired,
            Refusal.NotAllowed => ErrorKind.PermissionDenied,
            Refusal.Capability => ErrorKind.UnsupportedField,
            Refusal.ContextLength => ErrorKind.ContextLengthExceeded,
            _ => ErrorKind.InvalidRequest,
        };

    private static string Sentence(string what, List<string> reasons) => reasons.Count switch
    {
        0 => what + ".",
        <= MostReasons => $"{what}: {string.Join("; ", reasons.Select(static reason => reason.TrimEnd('.')))}.",
        _ => $"{what}: {string.Join("; ", reasons.Take(MostReasons).Select(static reason => reason.TrimEnd('.')))}; and {reasons.Count - MostReasons} more.",
    };
}
