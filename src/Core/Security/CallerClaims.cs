using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>Makes a caller of claims that somebody trusted has vouched for.</summary>
internal static class CallerClaims
{
    private const int LongestSubject = 128;

    /// <exception cref="GatewayException">The claims do not say which app calls.</exception>
    public static Caller Read(Func<string, string?> claim, IEnumerable<string> roles, IdentityOptions options)
    {
        string? app = options.AppClaims.Select(claim).FirstOrDefault(static value => !string.IsNullOrEmpty(value));
        if (app is null)
        {
            throw new GatewayException(ErrorKind.InvalidApiKey, $"The token does not say which app calls: it has none of the claims {string.Join(", ", options.AppClaims)}.");
        }

        if (!AppNames.IsOne(app) || AppNames.IsBuiltIn(app))
        {
            throw new GatewayException(ErrorKind.InvalidApiKey, $"What the token says which app calls is no name of an app: 1 to {AppNames.Longest} letters, digits, - or .");
        }

        Rights rights = options.DefaultRights;
        foreach (string role in roles)
        {
            rights |= options.Roles.TryGetValue(role, out Rights given) ? given : RightNames.Find(role) ?? Rights.None;
        }

        string subject = claim("sub") ?? claim("oid") ?? app;
        return new Caller(app, "jwt:" + Printable(subject)) { Rights = rights };
    }

    // It goes into usage records, logs and the audit log.
    private static string Printable(string text) =>
        string.Concat(text.Take(LongestSubject).Select(static c => c is > ' ' and <= '~' ? c : '?'));
}
