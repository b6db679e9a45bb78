namespace LlmFunctions.Functions.Description;

/// <summary>Which headers answers have; what they say is in components.json.</summary>
internal static class ResponseHeaders
{
    /// <summary>When and whether a failed call is to be made again.</summary>
    public static IReadOnlyList<string> OfFailures { get; } = ["Retry-After", "x-should-retry"];

    private static readonly string[] OfModels = ["x-llm-provider", "x-llm-model", "Deprecation", "Sunset", "Warning"];

    private static readonly string[] OfCalls =
    [
        .. OfModels, "x-llm-account", "x-llm-attempts", "x-llm-strategy", "x-llm-dropped", "x-llm-cache", "x-llm-experiment",
        "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests",
        "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
        "x-ratelimit-limit-cost", "x-ratelimit-remaining-cost", "x-ratelimit-reset-cost",
    ];

    private static readonly string[] OfJobs = ["x-llm-job", "Preference-Applied"];

    public static IReadOnlyList<string> OfStreams { get; } = ["Cache-Control", "X-Accel-Buffering"];

    public static IReadOnlyList<string> Of(Origin origin) => origin switch
    {
        Origin.Call => OfCalls,
        Origin.CallOrJob => [.. OfCalls, .. OfJobs],
        Origin.Job => OfJobs,
        Origin.Model => OfModels,
        _ => [],
    };
}
