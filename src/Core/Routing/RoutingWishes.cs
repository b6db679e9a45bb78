using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Routing;

/// <summary>What a request says about who is to serve it, beside its body.</summary>
public sealed record RoutingWishes
{
    /// <summary>The header that names the strategy.</summary>
    public const string StrategyHeader = "x-llm-strategy";

    /// <summary>The header with the most that the call may cost, in US dollars.</summary>
    public const string MaxCostHeader = "x-llm-max-cost";

    private const NumberStyles Price = NumberStyles.AllowDecimalPoint;

    /// <summary>Of a request that says nothing.</summary>
    public static RoutingWishes None { get; } = new();

    public string? Strategy { get; private init; }

    public decimal? MaxCost { get; private init; }

    /// <summary>The only models that the caller's key is good for; empty for all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    /// <summary>Reads the values of the two headers; null or empty for one that is not there.</summary>
    /// <exception cref="GatewayException">A value makes no sense; names the header.</exception>
    public static RoutingWishes Read(string? strategy, string? maxCost)
    {
        if (string.IsNullOrWhiteSpace(strategy) && string.IsNullOrWhiteSpace(maxCost))
        {
            return None;
        }

        return new RoutingWishes
        {
            Strategy = string.IsNullOrWhiteSpace(strategy) ? null : RoutingStrategies.Canonical(strategy.Trim())
                ?? throw Invalid(StrategyHeader, $"must be one of {string.Join(", ", RoutingStrategies.Names)}"),
            MaxCost = string.IsNullOrWhiteSpace(maxCost) ? null : decimal.TryParse(maxCost.Trim(), Price, CultureInfo.InvariantCulture, out decimal most) ? most
                : throw Invalid(MaxCostHeader, "must be a number of US dollars, such as 0.05"),
        };
    }

    private static GatewayException Invalid(string header, string why) => new(ErrorKind.InvalidRequest, $"The header '{header}' {why}.", header);
}
