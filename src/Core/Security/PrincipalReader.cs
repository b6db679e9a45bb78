using System.Text.Json;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;

namespace LlmFunctions.Security;

/// <summary>
/// Reads what App Service authentication says of a caller it has let in (https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities).
/// Whoever reaches the app without passing through it can write the header as well, which is why it counts only where a setting says so.
/// </summary>
internal static class PrincipalReader
{
    private const int LongestHeader = 64 * 1024;
    private const string Subject = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

    /// <exception cref="GatewayException">The header cannot be read, or names nobody who may call.</exception>
    public static Caller Read(string header, IdentityOptions options)
    {
        List<(string Type, string Value)> claims = [];
        string roleType = options.RolesClaim;
        try
        {
            if (header.Length > LongestHeader)
            {
                throw new FormatException("too long");
            }

            JsonElement principal = JsonElement.Parse(Convert.FromBase64String(header));
            roleType = principal.TryGetProperty("role_typ", out JsonElement type) && type.GetString() is { Length: > 0 } named ? named : roleType;
            foreach (JsonElement claim in principal.GetProperty("claims").EnumerateArray())
            {
                claims.Add((claim.GetProperty("typ").GetString() ?? "", claim.GetProperty("val").GetString() ?? ""));
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new GatewayException(ErrorKind.InvalidApiKey, "The header of App Service authentication cannot be read.", innerException: exception);
        }

        return CallerClaims.Read(
            name => claims.FirstOrDefault(claim => claim.Type == name).Value ?? (name == "sub" ? claims.FirstOrDefault(static claim => claim.Type == Subject).Value : null),
            claims.Where(claim => claim.Type == roleType || claim.Type == options.RolesClaim).Select(static claim => claim.Value),
            options);
    }
}
