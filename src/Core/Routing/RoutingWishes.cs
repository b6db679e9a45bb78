using System.Globalization;
using LlmFunctions.Errors;
using LlmFunctions.Routing.Strategies;
using LlmFunctions.Security;

namespace LlmFunctions.Routing;

/// <summary>What a request says about who is to serve it and how soon, beside its body.</summary>
public sealed record RoutingWishes
{
    /// <summary>The header that names the strategy.</summary>
    public const string StrategyHeader = "x-llm-strategy";

    /// <summary>The header with the most that the call may cost, in US dollars.</summary>
    public const string MaxCostHeader = "x-llm-max-cost";

    /// <summary>The header with the time that the call may take, in seconds.</summary>
    public const string TimeoutHeader = "x-llm-timeout";

    private const NumberStyles Decimal = NumberStyles.AllowDecimalPoint;

    // As for the gateway's own deadline, which holds in any case.
    private const decimal MostSeconds = 3600;

    /// <summary>Of a request that says nothing.</summary>
    public static RoutingWishes None { get; } = new();

    public string? Strategy { get; private init; }

    public decimal? MaxCost { get; private init; }

    public TimeSpan? Timeout { get; private init; }

    /// <summary>The only models that the caller's key is good for; empty for all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    /// <summary>The caller's app.</summary>
    public string App { get; init; } = "";

    /// <summary>Whether experiments may split the call. They may not where models are named to be compared with each other.</summary>
    public bool JoinsExperiments { get; init; } = true;

    /// <summary>Reads the values of the headers; null or empty for one that is not there.</summary>
    /// <exception cref="GatewayException">A value makes no sense; names the header.</exception>
    public static RoutingWishes Read(string? strategy, string? maxCost, string? timeout = null)
    {
        if (string.IsNullOrWhiteSpace(strategy) && string.IsNullOrWhiteSpace(maxCost) && string.IsNullOrWhiteSpace(timeout))
        {
            return None;
        }

        return new RoutingWishes
        {
            Strategy = string.IsNullOrWhiteSpace(strategy) ? null : RoutingStrategies.Canonical(strategy.Trim())
                ?? throw Invalid(StrategyHeader, $"must be one of {string.Join(", ", RoutingStrategies.Names)}"),
            MaxCost = string.IsNullOrWhiteSpace(maxCost) ? null : decimal.TryParse(maxCost.Trim(), Decimal, CultureInfo.InvariantCulture, out decimal most) ? most
                : throw Invalid(MaxCostHeader, "must be a number of US dollars, such as 0.05"),
            Timeout = string.IsNullOrWhiteSpace(timeout) ? null : ReadTimeout(timeout),
        };
    }

    /// <summary>The same with what is known of the caller.</summary>
    public RoutingWishes Of(Caller caller) => this with { App = caller.App, AllowedModels = caller.AllowedModels };

    private static TimeSpan ReadTimeout(string timeout) =>
        decimal.TryParse(timeout.Trim(), Decimal, CultureInfo.InvariantCulture, out decimal seconds) && seconds is >= 0.001m and <= MostSeconds
            ? TimeSpan.FromSeconds((double)seconds)
            : throw Invalid(TimeoutHeader, "must be a number of seconds up to 3600, such as 30");

    private static GatewayException Invalid(string header, string why) => new(ErrorKind.InvalidRequest, $"The header '{header}' {why}.", header);
}
