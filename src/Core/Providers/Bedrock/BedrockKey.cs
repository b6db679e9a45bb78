using System.Diagnostics.CodeAnalysis;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>The credentials that a key stands for: <c>id:secret</c> or <c>id:secret:session token</c>, which sign requests, or an API key, which goes along with them.</summary>
/// <param name="AccessKeyId">The public part of an access key.</param>
/// <param name="Secret">Its secret part.</param>
/// <param name="SessionToken">The token of temporary credentials.</param>
/// <param name="ApiKey">An API key; the others are then empty.</param>
internal sealed record BedrockKey(string AccessKeyId, string Secret, string? SessionToken, string? ApiKey)
{
    public static IReadOnlyList<string> Variables { get; } = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    [MemberNotNullWhen(true, nameof(ApiKey))]
    public bool IsApiKey => ApiKey is not null;

    /// <summary>Reads a key; null when it is none.</summary>
    public static BedrockKey? Parse(string? key) => key?.Split(':') switch
    {
        [{ Length: > 0 } apiKey] => new BedrockKey("", "", null, apiKey),
        [{ Length: > 0 } id, { Length: > 0 } secret] => new BedrockKey(id, secret, null, null),
        [{ Length: > 0 } id, { Length: > 0 } secret, var token] => new BedrockKey(id, secret, token.Length > 0 ? token : null, null),
        _ => null,
    };

    /// <summary>Makes the key of the variables that AWS's own tools read; as there, an API key comes first.</summary>
    public static string? FromVariables(Func<string, string?> variable)
    {
        if (variable(Variables[0]) is { } apiKey)
        {
            return apiKey;
        }

        return variable(Variables[1]) is { } id && variable(Variables[2]) is { } secret
            ? variable(Variables[3]) is { } token ? $"{id}:{secret}:{token}" : $"{id}:{secret}"
            : null;
    }
}
