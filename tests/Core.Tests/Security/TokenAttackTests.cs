using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Security;

/// <summary>
/// More of what is tried with tokens (RFC 8725, and what broke libraries before), beside <see cref="TokenValidatorTests"/>. Each is refused, and none has the
/// gateway call an address that the token names.
/// </summary>
public sealed class TokenAttackTests : IDisposable
{
    private const string Issuer = "https://login.example/tenant/v2.0";
    private const string Jwks = "https://login.example/keys";
    private const string Good = """{"alg":"RS256","typ":"JWT","kid":"r1"}""";

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedDocuments _documents = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _evil = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _ec384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly Authenticator _authenticator;

    public TokenAttackTests()
    {
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "r1"), Tokens.Jwk(_ec, "e1"));
        _authenticator = Tokens.Authenticator(new GatewayOptions { Identity = new IdentityOptions { Issuer = Issuer, Audiences = ["gateway"], Jwks = new Uri(Jwks) } }, new CountingKeyStore(), _time, _documents);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Secrets that a library could take for an HMAC's when it is handed the public key.</summary>
    public static TheoryData<string> PublicForms => ["der", "pkcs1", "pem", "pem with a line end", "pem of pkcs1", "jwk", "set", "modulus", "modulus in base64url", "empty"];

    /// <summary>Headers, with the attacker's own key where they name one.</summary>
    public static TheoryData<string> Headers =>
    [
        """{"alg":"RS256","kid":"r1","jwk":JWK}""", """{"alg":"RS256","jwk":JWK}""", """{"alg":"RS256","kid":"evil","jwk":JWK}""", """{"alg":"RS256","kid":"evil","jku":"https://evil.example/keys"}""",
        """{"alg":"RS256","kid":"r1","x5u":"https://evil.example/cert"}""", """{"alg":"RS256","kid":"r1","x5c":["MIIB"]}""", """{"alg":"RS256","kid":"https://evil.example/keys"}""",
        """{"alg":"RS256","kid":"file:///dev/null"}""", """{"alg":"RS256","kid":"r1' or '1'='1"}""", """{"alg":"RS256","kid":"r1\u0000"}""", """{"alg":"RS256","kid":"R1"}""", """{"alg":"RS256","kid":" r1"}""",
        """{"alg":"RS256","kid":["r1"]}""", """{"alg":"RS256","kid":{"$ne":null}}""", """{"alg":"RS256","kid":null}""", """{"alg":"RS256","kid":0}""", """{"alg":["RS256"],"kid":"r1"}""", """{"alg":null,"kid":"r1"}""",
        """{"kid":"r1"}""", """{"alg":"","kid":"r1"}""", """{"alg":"none","alg":"RS256","kid":"r1"}""", """{"alg":"RS256","alg":"none","kid":"r1"}""", """{"alg":"rs256","kid":"r1"}""", """{"alg":"RS256 ","kid":"r1"}""",
        """{"alg":"RS512","kid":"r1"}""", """{"alg":"ES256","kid":"r1"}""", """{"alg":"EdDSA","kid":"r1"}""", """{"alg":"dir","kid":"r1"}""", """[]""", "null", "\"RS256\"", "{}", "{",
    ];

    /// <summary>Payloads that say of one thing two, or what it cannot be.</summary>
    public static TheoryData<string> Payloads =>
    [
        """{"iss":"ISS","iss":"https://evil.example","aud":"gateway","azp":"shop","exp":EXP}""",
        """{"iss":["ISS"],"aud":"gateway","azp":"shop","exp":EXP}""", """{"iss":"ISS","aud":{"0":"gateway"},"azp":"shop","exp":EXP}""", """{"iss":"ISS","aud":"GATEWAY","azp":"shop","exp":EXP}""",
        """{"iss":"ISS","aud":"gateway ","azp":"shop","exp":EXP}""", """{"iss":"ISS","aud":"gateway","azp":"shop","exp":-1}""", """{"iss":"ISS","aud":"gateway","azp":"shop","exp":0}""",
        """{"iss":"ISS","aud":"gateway","azp":"shop","exp":null}""", """{"iss":"ISS","aud":"gateway","azp":"shop","exp":{}}""", """{"iss":"ISS","aud":"gateway","azp":"shop","exp":EXP,"nbf":99999999999}""",
        """{"iss":"ISS","aud":"gateway","azp":["admin"],"exp":EXP}""", """{"iss":"ISS","aud":"gateway","azp":"ADMIN","exp":EXP}""", """{"iss":"ISS","aud":"gateway","azp":"shop' or PartitionKey ne '","exp":EXP}""",
        """{"iss":"ISS","aud":"gateway","azp":"shop\u0000","exp":EXP}""", """{"iss":"ISS","aud":"gateway","azp":"sh/op","exp":EXP}""", "[]", "null", "{", "",
    ];

    public void Dispose()
    {
        _rsa.Dispose();
        _evil.Dispose();
        _ec.Dispose();
        _ec384.Dispose();
    }

    [Theory]
    [MemberData(nameof(PublicForms))]
    public async Task The_public_key_is_no_secret_of_an_HMAC(string form)
    {
        byte[] secret = form switch
        {
            "der" => _rsa.ExportSubjectPublicKeyInfo(),
            "pkcs1" => _rsa.ExportRSAPublicKey(),
            "pem" => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()),
            "pem with a line end" => Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            "pem of pkcs1" => Encoding.ASCII.GetBytes(_rsa.ExportRSAPublicKeyPem()),
            "jwk" => Encoding.ASCII.GetBytes(Tokens.Jwk(_rsa, "r1")),
            "set" => Encoding.ASCII.GetBytes(_documents.Documents[Jwks]),
            "modulus" => _rsa.ExportParameters(false).Modulus!,
            "modulus in base64url" => Encoding.ASCII.GetBytes(Tokens.Base64(_rsa.ExportParameters(false).Modulus!)),
            _ => [],
        };
        foreach (string algorithm in (string[])["HS256", "HS384", "HS512"])
        {
            await AssertRefusedAsync(Tokens.Sign($$"""{"alg":"{{algorithm}}","kid":"r1"}""", Payload(), text => algorithm switch
            {
                "HS256" => HMACSHA256.HashData(secret, text),
                "HS384" => HMACSHA384.HashData(secret, text),
                _ => HMACSHA512.HashData(secret, text),
            }));
        }
    }

    /// <summary>Each is signed by the attacker, whose key no header may bring along.</summary>
    [Theory]
    [MemberData(nameof(Headers))]
    public async Task No_header_brings_a_key_along(string header)
    {
        string said = header.Replace("JWK", Tokens.Jwk(_evil, "r1"), StringComparison.Ordinal);

        await AssertRefusedAsync(Tokens.Sign(said, Payload(), text => Tokens.Rs256(_evil, text)));
        Assert.All(_documents.Asked, static address => Assert.Equal(Jwks, address));
    }

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task A_payload_that_is_signed_and_wrong_is_refused(string payload) =>
        await AssertRefusedAsync(Signed(payload.Replace("ISS", Issuer, StringComparison.Ordinal).Replace("EXP", Expiry, StringComparison.Ordinal)));

    [Fact]
    public async Task An_elliptic_key_of_another_curve_signs_nothing()
    {
        await AssertRefusedAsync(Tokens.Sign("""{"alg":"ES256","kid":"e1"}""", Payload(), text => _ec384.SignData(text, HashAlgorithmName.SHA256)));
        await AssertRefusedAsync(Tokens.Sign("""{"alg":"RS256","kid":"e1"}""", Payload(), text => Tokens.Es256(_ec, text)));
        await AssertRefusedAsync(Tokens.Sign("""{"alg":"ES256","kid":"e1"}""", Payload(), static _ => [.. new byte[31], 1, .. new byte[31], 1]));
    }

    [Theory]
    [InlineData("a=")]
    [InlineData("\n")]
    [InlineData(" x")]
    [InlineData(".")]
    [InlineData(".e30")]
    [InlineData(".e30.e30")]
    public async Task What_hangs_on_a_good_token_spoils_it(string tail) => await AssertRefusedAsync(Signed(Payload()) + tail);

    [Fact]
    public async Task A_token_that_is_too_large_is_refused_before_it_is_read()
    {
        string large = Signed(Payload($",\"padding\":\"{new string('x', 16 * 1024)}\""));

        GatewayException exception = await AssertRefusedAsync(large);

        Assert.Contains("more than", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_documents.Asked);
    }

    /// <summary>What unpacks into a lot of memory: encrypted tokens may be packed, and none is taken.</summary>
    [Theory]
    [InlineData("""{"alg":"dir","enc":"A256GCM","zip":"DEF","kid":"r1"}""")]
    [InlineData("""{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF","kid":"r1"}""")]
    [InlineData("""{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647,"p2s":"AAAAAAAAAAA","kid":"r1"}""")]
    public async Task An_encrypted_token_is_not_opened(string header) => await AssertRefusedAsync($"{Tokens.Base64(Encoding.ASCII.GetBytes(header))}.AAAA.AAAA.AAAA.AAAA");

    [Fact]
    public async Task Keys_that_the_issuer_has_for_encryption_sign_nothing()
    {
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "r1").Replace("\"use\":\"sig\"", "\"use\":\"enc\"", StringComparison.Ordinal), Tokens.Jwk(_ec, "e1"));
        await AssertRefusedAsync(Signed(Payload()));
    }

    [Fact]
    public async Task Made_up_key_ids_make_no_flood_of_fetches()
    {
        for (int i = 0; i < 200; i++)
        {
            await AssertRefusedAsync(Tokens.Sign($$"""{"alg":"RS256","kid":"made-up-{{i}}"}""", Payload(), text => Tokens.Rs256(_evil, text)));
        }

        Assert.Single(_documents.Asked);
    }

    [Fact]
    public async Task And_the_good_token_which_all_of_these_are_made_from_is_good() =>
        Assert.Equal("shop", (await _authenticator.AuthenticateAsync(new CallerCredentials(Signed(Payload()), null), Cancel)).App);

    private string Expiry => (_time.GetUtcNow().ToUnixTimeSeconds() + 600).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string Payload(string more = "") => $$"""{"iss":"{{Issuer}}","aud":"gateway","azp":"shop","sub":"user-1","exp":{{Expiry}}{{more}}}""";

    private string Signed(string payload) => Tokens.Sign(Good, payload, text => Tokens.Rs256(_rsa, text));

    private async Task<GatewayException> AssertRefusedAsync(string token)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await _authenticator.AuthenticateAsync(new CallerCredentials(token, null), Cancel));
        Assert.Equal(ErrorKind.InvalidApiKey, exception.Error.Kind);
        return exception;
    }
}
