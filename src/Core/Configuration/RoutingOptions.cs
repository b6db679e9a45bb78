using LlmFunctions.Routing.Strategies;

namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Routing__…</c>.</summary>
public sealed record RoutingOptions
{
    /// <summary>The strategy where neither the request nor the route nor the app names one.</summary>
    public string Strategy { get; init; } = RoutingStrategies.Default;

    /// <summary>Other names of models and routes. Setting <c>Gateway__Routing__Aliases__&lt;alias&gt;</c>.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<RouteOptions> Routes { get; init; } = [];

    public IReadOnlyList<VersionOptions> Versions { get; init; } = [];

    public IReadOnlyList<TaskOptions> Tasks { get; init; } = [];

    public AutoOptions Auto { get; init; } = new();

    /// <summary>How many tokens an answer is taken to have where the request sets no limit, to estimate what it will cost.</summary>
    public int ExpectedOutputTokens { get; init; } = 1024;
}
