using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>What a request prefers (RFC 7240). What is unknown or malformed there is ignored, as the RFC has it.</summary>
/// <param name="RespondAsync">Whether a 202 is preferred to a wait.</param>
/// <param name="Wait">How long to wait for the answer.</param>
internal sealed record Preferences(bool RespondAsync, TimeSpan? Wait)
{
    // Azure's front end gives up at 230 seconds.
    private const int LongestWait = 200;

    public static Preferences Of(HttpRequest request)
    {
        string[] all = [.. request.Headers["Prefer"].SelectMany(static value => value?.Split(',') ?? []).Select(static preference => preference.Split(';')[0].Trim())];
        int? wait = all.Select(WaitOf).FirstOrDefault(static seconds => seconds is not null);
        return new Preferences(
            all.Contains("respond-async", StringComparer.OrdinalIgnoreCase),
            wait is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait)) : null);
    }

    /// <summary>Says which of them were heeded.</summary>
    public void WriteApplied(IHeaderDictionary headers)
    {
        string?[] applied =
        [
            RespondAsync ? "respond-async" : null,
            Wait is { } wait ? string.Create(CultureInfo.InvariantCulture, $"wait={wait.TotalSeconds}") : null,
        ];
        if (applied.OfType<string>().ToArray() is { Length: > 0 } some)
        {
            headers["Preference-Applied"] = string.Join(", ", some);
        }
    }

    private static int? WaitOf(string preference) =>
        preference.Split('=', 2) is [var name, var value]
        && name.Trim().Equals("wait", StringComparison.OrdinalIgnoreCase)
        && int.TryParse(value.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null;
}
