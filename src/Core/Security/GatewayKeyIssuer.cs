using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>Makes gateway keys. The key itself is returned once and kept nowhere; its record is for whoever adds it to the store.</summary>
public sealed class GatewayKeyIssuer(TimeProvider timeProvider)
{
    private const int LongestName = 64;

    /// <exception cref="GatewayException">The app's name cannot be used, or the expiry is in the past.</exception>
    public (GatewayKey Record, string Key) Make(string? app, string? name, DateTimeOffset? expiresAt)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        if (app is null || !IsAppName(app))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"app must be a name of 1 to {LongestName} letters, digits, - or .", "app");
        }

        if (BuiltInApps.Contains(app))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"app cannot be '{app}': the usage of the keys in the settings is booked on it", "app");
        }

        if (name?.Length > LongestName)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"name must have at most {LongestName} characters", "name");
        }

        if (expiresAt <= now)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "expires_at must be in the future", "expires_at");
        }

        string key = GatewayKeyText.Create();
        GatewayKey record = new()
        {
            Id = GatewayKeyText.Id(key)!,
            App = app,
            Name = name,
            Prefix = GatewayKeyText.Prefix(key),
            Hash = GatewayKeyText.Hash(key),
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };
        return (record, key);
    }

    // App names become parts of partition keys, in which an underscore separates the parts.
    private static bool IsAppName(string app) =>
        app.Length is >= 1 and <= LongestName && app.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
}
