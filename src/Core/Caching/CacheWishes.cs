using System.Globalization;

namespace LlmFunctions.Caching;

/// <summary>What a request's <c>Cache-Control</c> says (RFC 9111): the directives that make sense for a model's answers.</summary>
/// <param name="NoCache">Whether the answer must be a new one.</param>
/// <param name="NoStore">Whether neither a kept answer is wanted nor the new one may be kept.</param>
/// <param name="MaxAge">How old a kept answer may be; null for any age.</param>
public readonly record struct CacheWishes(bool NoCache, bool NoStore, TimeSpan? MaxAge)
{
    public static CacheWishes Read(string? header)
    {
        CacheWishes wishes = default;
        foreach (string directive in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (directive.Equals("no-cache", StringComparison.OrdinalIgnoreCase))
            {
                wishes = wishes with { NoCache = true };
            }
            else if (directive.Equals("no-store", StringComparison.OrdinalIgnoreCase))
            {
                wishes = wishes with { NoStore = true };
            }
            else if (directive.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(directive.AsSpan("max-age=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            {
                wishes = wishes with { MaxAge = TimeSpan.FromSeconds(seconds) };
            }
        }

        return wishes;
    }
}
