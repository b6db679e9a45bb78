using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LlmFunctions.Security;

/// <summary>Checks JSON Web Tokens (RFC 7519) of the configured issuer. What is refused is refused with a reason that does not repeat the token.</summary>
public sealed class TokenValidator(GatewayOptions options, SigningKeys keys, TimeProvider timeProvider)
{
    private const int LongestToken = 16 * 1024;
    private const int SmallestRsaKey = 2048;

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    private readonly IdentityOptions _options = options.Identity;
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = LongestToken };

    /// <summary>Whether it looks like a token; no gateway key does.</summary>
    public static bool IsToken(string text) => text.StartsWith("eyJ", StringComparison.Ordinal) && text.AsSpan().Count('.') >= 2;

    /// <exception cref="GatewayException">The token is not good, or the keys to check it with cannot be got.</exception>
    public async ValueTask<Caller> ValidateAsync(string token, CancellationToken cancellationToken)
    {
        JsonWebToken read = Read(token);
        JsonWebKey key = await keys.FindAsync(read.Kid, cancellationToken) ?? throw Refuse("it is signed with a key that its issuer does not have");
        if (!Fits(key, read.Alg))
        {
            throw Refuse("its key is not for its algorithm");
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(read, ParametersFor(key));
        return result.IsValid
            ? CallerClaims.Read(
                name => read.TryGetPayloadValue(name, out string? value) ? value : null,
                result.ClaimsIdentity.FindAll(_options.RolesClaim).Select(static claim => claim.Value),
                _options)
            : throw Refuse(Explain(result.Exception), result.Exception);
    }

    private static JsonWebToken Read(string token)
    {
        if (token.Length > LongestToken)
        {
            throw Refuse($"it has more than {LongestToken} characters");
        }

        JsonWebToken read;
        try
        {
            read = new JsonWebToken(token);
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException or System.Text.Json.JsonException)
        {
            throw Refuse("it is malformed", exception);
        }

        // Said here and to the library, so that no key is looked for on behalf of a token that cannot be good.
        return read.IsEncrypted ? throw Refuse("it is encrypted")
            : !Algorithms.Contains(read.Alg, StringComparer.Ordinal) ? throw Refuse("its algorithm is not RS256 or ES256")
            : string.IsNullOrEmpty(read.Kid) ? throw Refuse("it does not say which key it is signed with")
            : read.TryGetHeaderValue("crit", out object? _) ? throw Refuse("it has critical extensions that are not known here")
            : read;
    }

    private static bool Fits(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm)
        && (algorithm == SecurityAlgorithms.RsaSha256
            ? key.Kty == JsonWebAlgorithmsKeyTypes.RSA && key.KeySize >= SmallestRsaKey
            : key is { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256 });

    private TokenValidationParameters ParametersFor(JsonWebKey key) => new()
    {
        ValidIssuer = _options.Issuer,
        ValidAudiences = _options.Audiences,
        ValidAlgorithms = Algorithms,
        IssuerSigningKey = key,
        TryAllIssuerSigningKeys = false,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        // The library asks the system's clock.
        LifetimeValidator = (notBefore, expires, _, _) => CheckLifetime(notBefore, expires),
    };

    private bool CheckLifetime(DateTime? notBefore, DateTime? expires)
    {
        DateTime now = timeProvider.GetUtcNow().UtcDateTime;
        return expires is not { } end ? throw new SecurityTokenNoExpirationException()
            : end <= now - _options.ClockSkew ? throw new SecurityTokenExpiredException()
            : notBefore > now + _options.ClockSkew ? throw new SecurityTokenNotYetValidException()
            : true;
    }

    private static string Explain(Exception exception) => exception switch
    {
        SecurityTokenExpiredException => "it has expired",
        SecurityTokenNotYetValidException => "it is not valid yet",
        SecurityTokenNoExpirationException => "it never expires",
        SecurityTokenInvalidIssuerException => "it is from another issuer",
        SecurityTokenInvalidAudienceException => "it is for another audience",
        SecurityTokenInvalidAlgorithmException => "its algorithm is not RS256 or ES256",
        SecurityTokenInvalidSignatureException or SecurityTokenSignatureKeyNotFoundException => "its signature is not right",
        _ => "it cannot be verified",
    };

    private static GatewayException Refuse(string why, Exception? cause = null) =>
        new(ErrorKind.InvalidApiKey, $"The token is not valid: {why}.", innerException: cause);
}
