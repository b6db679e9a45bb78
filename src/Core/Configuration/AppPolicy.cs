namespace LlmFunctions.Configuration;

/// <summary>The settings <c>Gateway__Apps__&lt;app&gt;__…</c>: what holds for the calls of one app.</summary>
public sealed record AppPolicy
{
    /// <summary>Of an app without settings of its own.</summary>
    public static AppPolicy Default { get; } = new() { Name = "" };

    /// <summary>The app; upper and lower case are the same.</summary>
    public required string Name { get; init; }

    /// <summary>The routing strategy; null for that of the route or the gateway.</summary>
    public string? Strategy { get; init; }

    /// <summary>The only models that it may call: ids, <c>provider/model</c>, names of routes and aliases, or any of these with <c>*</c> at the end; empty for all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    /// <summary>Models that are tried, in order, when those that the app asks for cannot serve.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    /// <summary>How often a failed attempt is repeated at most; null for the gateway's.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>The first wait before a repetition; null for the gateway's.</summary>
    public TimeSpan? Backoff { get; init; }

    /// <summary>Whether answers are kept for requests that come again; null for the gateway's.</summary>
    public bool? Cache { get; init; }

    /// <summary>For how long; null for the gateway's.</summary>
    public TimeSpan? CacheTtl { get; init; }

    /// <summary>Apps that name the same group get each other's kept answers; null for nobody else's.</summary>
    public string? CacheGroup { get; init; }

    /// <summary>What its prompts and answers may be, instead of the gateway's rules; null for these.</summary>
    public GuardOptions? Guard { get; init; }
}
