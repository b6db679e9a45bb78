using LlmFunctions.Configuration;

namespace LlmFunctions.Routing;

/// <summary>The models that an app's policy names.</summary>
/// <param name="Allowed">What it may call; null for everything.</param>
/// <param name="Fallbacks">What is tried when what it asked for cannot serve.</param>
/// <param name="ValidUntil">When a model's end changes them.</param>
internal sealed record PolicyModels(AllowList? Allowed, Resolution? Fallbacks, DateTimeOffset ValidUntil)
{
    /// <summary>Of a policy that names none.</summary>
    public static PolicyModels None { get; } = new(null, null, DateTimeOffset.MaxValue);

    /// <param name="policy">The policy.</param>
    /// <param name="table">What names stand for.</param>
    /// <param name="targetsOf">What may answer for a name beside what it stands for.</param>
    /// <param name="now">The time.</param>
    public static PolicyModels Of(AppPolicy policy, RouteTable table, Func<string, IEnumerable<string>> targetsOf, DateTimeOffset now)
    {
        DateTimeOffset validUntil = DateTimeOffset.MaxValue;
        AllowList? allowed = policy.AllowedModels.Count == 0 ? null : new AllowList(policy.AllowedModels, name => targetsOf(name).Prepend(name).SelectMany(CandidatesOf));
        Resolution? fallbacks = policy.Fallbacks.Count == 0 ? null : table.Combine(policy.Fallbacks, now);
        return new PolicyModels(allowed, fallbacks, fallbacks?.ValidUntil < validUntil ? fallbacks.ValidUntil : validUntil);

        IEnumerable<Candidate> CandidatesOf(string name)
        {
            Resolution? resolution = table.Find(table.Follow(name), now);
            validUntil = resolution?.ValidUntil < validUntil ? resolution.ValidUntil : validUntil;
            return resolution?.Tiers.SelectMany(static tier => tier.All).Select(static entry => entry.Candidate) ?? [];
        }
    }
}
