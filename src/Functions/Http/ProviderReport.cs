using LlmFunctions.Providers;
using LlmFunctions.Resilience;

namespace LlmFunctions.Functions.Http;

/// <summary>How a provider fares.</summary>
public sealed record ProviderReport
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Unhealthy = "unhealthy";

    // With the half of all calls failing, nobody would call it healthy.
    private const double LeastScore = 0.5;

    public required string Provider { get; init; }

    public required string Status { get; init; }

    public required IReadOnlyList<AccountSnapshot> Accounts { get; init; }

    internal static ProviderReport Of(Provider provider, HealthBoard board)
    {
        IReadOnlyList<AccountSnapshot> accounts = board.Describe(provider);
        bool anyUsable = accounts.Any(static account => account.Usable);
        bool allWell = accounts.Where(static account => account.Status != "disabled").All(static account =>
            account.Usable && account.Score >= LeastScore && account.Models.All(static model => model.Usable));
        return new ProviderReport
        {
            Provider = provider.Name,
            Status = !anyUsable ? Unhealthy : allWell ? Healthy : Degraded,
            Accounts = accounts,
        };
    }
}
