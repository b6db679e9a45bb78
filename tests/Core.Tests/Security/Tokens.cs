using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmFunctions.Tests.Security;

/// <summary>Makes tokens by hand, so that wrong ones can be made as well.</summary>
internal static class Tokens
{
    public static Authenticator Authenticator(GatewayOptions options, IGatewayKeyStore store, TimeProvider time, ScriptedDocuments? documents = null) =>
        new(options, store, new TokenValidator(options, new SigningKeys(options, documents ?? new ScriptedDocuments(), time, NullLogger<SigningKeys>.Instance), time), time);

    /// <summary>Signs what is given, whatever it is.</summary>
    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        string text = $"{Base64(Encoding.UTF8.GetBytes(header))}.{Base64(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static byte[] Rs256(RSA key, byte[] text) => key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static byte[] Es256(ECDsa key, byte[] text) => key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public static string Jwk(RSA key, string kid, string? alg = null)
    {
        RSAParameters parameters = key.ExportParameters(false);
        return $$"""{"kty":"RSA","use":"sig","kid":"{{kid}}",{{(alg is null ? "" : $"\"alg\":\"{alg}\",")}}"n":"{{Base64(parameters.Modulus!)}}","e":"{{Base64(parameters.Exponent!)}}"}""";
    }

    public static string Jwk(ECDsa key, string kid)
    {
        ECParameters parameters = key.ExportParameters(false);
        return $$"""{"kty":"EC","crv":"P-256","use":"sig","kid":"{{kid}}","x":"{{Base64(parameters.Q.X!)}}","y":"{{Base64(parameters.Q.Y!)}}"}""";
    }

    public static string Set(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    public static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
