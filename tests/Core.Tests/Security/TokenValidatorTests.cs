using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Security;

public sealed class TokenValidatorTests : IDisposable
{
    private const string Issuer = "https://login.example/tenant/v2.0";
    private const string Jwks = "https://login.example/keys";

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedDocuments _documents = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _other = RSA.Create(2048);
    private readonly Authenticator _authenticator;

    public TokenValidatorTests()
    {
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "r1"), Tokens.Jwk(_ec, "e1"));
        _authenticator = Build(new IdentityOptions { Issuer = Issuer, Audiences = ["api://gateway"], Jwks = new Uri(Jwks) });
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task A_good_token_is_the_app_that_it_names_with_the_rights_of_its_roles(string algorithm)
    {
        string token = algorithm == "RS256" ? Rsa(Payload(roles: "\"ViewMetrics\",\"chat\",\"Unknown\"")) : Ec(Payload(roles: "\"ViewMetrics\",\"chat\",\"Unknown\""));

        Caller caller = await AuthenticateAsync(token);

        Assert.Equal(("my-app", "jwt:user-1", Rights.ViewMetrics | Rights.Chat), (caller.App, caller.KeyId, caller.Rights));
    }

    [Fact]
    public async Task A_token_without_roles_may_do_nothing() => Assert.Equal(Rights.None, (await AuthenticateAsync(Rsa(Payload()))).Rights);

    [Fact]
    public async Task The_settings_say_what_roles_and_everybody_get()
    {
        Authenticator authenticator = Build(new IdentityOptions
        {
            Issuer = Issuer,
            Audiences = ["api://gateway"],
            Jwks = new Uri(Jwks),
            DefaultRights = Rights.Chat,
            RolesClaim = "groups",
            AppClaims = ["team"],
            Roles = new Dictionary<string, Rights> { ["ops"] = Rights.ViewProviders | Rights.ViewMetrics },
        });

        Caller caller = await authenticator.AuthenticateAsync(new CallerCredentials(Rsa(Payload(more: """,team:"blue",groups:["ops"]""")), null), Cancel);

        Assert.Equal(("blue", Rights.Chat | Rights.ViewProviders | Rights.ViewMetrics), (caller.App, caller.Rights));
    }

    public static TheoryData<string> Attacks =>
    [
        "none", "none without signature", "NONE", "hmac with the public key", "another key", "kid of the other kind", "no kid", "empty kid", "path as kid", "changed payload",
        "signature of another token", "no signature", "garbage", "crit", "encrypted", "ps256", "es384", "kid twice", "embedded key", "es256 in der", "zero signature",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_forged_token_is_refused(string attack)
    {
        string good = Rsa(Payload());
        string[] parts = good.Split('.');
        string other = Rsa(Payload(subject: "somebody-else")).Split('.')[2];
        string token = attack switch
        {
            "none" => Tokens.Sign("""{"alg":"none","kid":"r1"}""", Payload(), static _ => []),
            "none without signature" => $"{Tokens.Base64("""{"alg":"none"}"""u8.ToArray())}.{parts[1]}.",
            "NONE" => Tokens.Sign("""{"alg":"NoNe","kid":"r1"}""", Payload(), static _ => []),
            "hmac with the public key" => Tokens.Sign("""{"alg":"HS256","kid":"r1"}""", Payload(), text => HMACSHA256.HashData(_rsa.ExportSubjectPublicKeyInfo(), text)),
            "another key" => Tokens.Sign("""{"alg":"RS256","kid":"r1"}""", Payload(), text => Tokens.Rs256(_other, text)),
            "kid of the other kind" => Tokens.Sign("""{"alg":"RS256","kid":"e1"}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "no kid" => Tokens.Sign("""{"alg":"RS256"}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "empty kid" => Tokens.Sign("""{"alg":"RS256","kid":""}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "path as kid" => Tokens.Sign("""{"alg":"RS256","kid":"../../dev/null"}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "changed payload" => $"{parts[0]}.{Tokens.Base64(Encoding.UTF8.GetBytes(Payload(roles: "\"manage\"")))}.{parts[2]}",
            "signature of another token" => $"{parts[0]}.{parts[1]}.{other}",
            "no signature" => $"{parts[0]}.{parts[1]}.",
            "garbage" => "eyJ.eyJ.x",
            "crit" => Tokens.Sign("""{"alg":"RS256","kid":"r1","crit":["b64"],"b64":false}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "encrypted" => $"{Tokens.Base64("""{"alg":"dir","enc":"A128CBC-HS256","kid":"r1"}"""u8.ToArray())}..AAAA.AAAA.AAAA",
            "ps256" => Tokens.Sign("""{"alg":"PS256","kid":"r1"}""", Payload(), text => _rsa.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)),
            "es384" => Tokens.Sign("""{"alg":"ES384","kid":"e1"}""", Payload(), text => _ec.SignData(text, HashAlgorithmName.SHA384)),
            "kid twice" => Tokens.Sign("""{"alg":"RS256","kid":"r1","kid":"x"}""", Payload(), text => Tokens.Rs256(_rsa, text)),
            "embedded key" => Tokens.Sign($$"""{"alg":"RS256","kid":"x1","jwk":{{Tokens.Jwk(_other, "x1")}},"jku":"https://evil.example/keys","x5u":"https://evil.example"}""", Payload(), text => Tokens.Rs256(_other, text)),
            "es256 in der" => Tokens.Sign("""{"alg":"ES256","kid":"e1"}""", Payload(), text => _ec.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            "zero signature" => Tokens.Sign("""{"alg":"ES256","kid":"e1"}""", Payload(), static _ => new byte[64]),
            _ => throw new ArgumentOutOfRangeException(nameof(attack)),
        };

        await AssertRefusedAsync(token);
        Assert.All(_documents.Asked, static address => Assert.Equal(Jwks, address));
    }

    [Theory]
    [InlineData("iss", "\"https://login.example/tenant/v2.0/\"")]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("iss", null)]
    [InlineData("aud", "\"api://other\"")]
    [InlineData("aud", "[\"api://other\"]")]
    [InlineData("aud", "\"\"")]
    [InlineData("aud", null)]
    [InlineData("exp", null)]
    [InlineData("exp", "\"never\"")]
    [InlineData("azp", null)]
    [InlineData("azp", "\"admin\"")]
    [InlineData("azp", "\"Default\"")]
    [InlineData("azp", "\"a_b\"")]
    [InlineData("azp", "\"a/../b\"")]
    public async Task A_token_with_a_claim_that_is_wrong_is_refused(string claim, string? value)
    {
        Dictionary<string, string> claims = Claims();
        if (value is null)
        {
            claims.Remove(claim);
        }
        else
        {
            claims[claim] = value;
        }

        await AssertRefusedAsync(Rsa(Json(claims)));
    }

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-61, false)]
    public async Task An_expired_token_is_good_for_the_skew_of_clocks_and_no_longer(int seconds, bool isGood)
    {
        Dictionary<string, string> claims = Claims();
        claims["exp"] = Now(seconds);
        await AssertGoodAsync(Rsa(Json(claims)), isGood);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task A_token_is_good_from_the_skew_of_clocks_before_its_time(int seconds, bool isGood)
    {
        Dictionary<string, string> claims = Claims();
        claims["nbf"] = Now(seconds);
        await AssertGoodAsync(Rsa(Json(claims)), isGood);
    }

    [Fact]
    public async Task A_key_that_is_for_another_algorithm_is_not_used()
    {
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "r1", "RS512"));
        await AssertRefusedAsync(Rsa(Payload()));
    }

    [Fact]
    public async Task A_short_key_is_not_used()
    {
        using RSA weak = RSA.Create(1024);
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(weak, "r1"));
        await AssertRefusedAsync(Tokens.Sign("""{"alg":"RS256","kid":"r1"}""", Payload(), text => Tokens.Rs256(weak, text)));
    }

    [Fact]
    public async Task Without_an_issuer_in_the_settings_a_token_is_a_key_that_does_not_exist()
    {
        await Assert.ThrowsAsync<GatewayException>(async () => await Build(new IdentityOptions()).AuthenticateAsync(new CallerCredentials(Rsa(Payload()), null), Cancel));
        Assert.Empty(_documents.Asked);
    }

    [Fact]
    public async Task A_refusal_does_not_repeat_the_token()
    {
        string token = Rsa(Payload(subject: "canary-subject"))[..^4] + "AAAA";
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await AuthenticateAsync(token));
        Assert.DoesNotContain(token.Split('.')[1], exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary-subject", exception.Message, StringComparison.Ordinal);
    }

    private Authenticator Build(IdentityOptions options) => Tokens.Authenticator(new GatewayOptions { Identity = options }, new CountingKeyStore(), _time, _documents);

    private ValueTask<Caller> AuthenticateAsync(string token) => _authenticator.AuthenticateAsync(new CallerCredentials(token, null), Cancel);

    private async Task AssertGoodAsync(string token, bool isGood)
    {
        if (isGood)
        {
            await AuthenticateAsync(token);
        }
        else
        {
            await AssertRefusedAsync(token);
        }
    }

    private async Task AssertRefusedAsync(string token)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await AuthenticateAsync(token));
        Assert.Equal(ErrorKind.InvalidApiKey, exception.Error.Kind);
    }

    private string Rsa(string payload) => Tokens.Sign("""{"alg":"RS256","typ":"JWT","kid":"r1"}""", payload, text => Tokens.Rs256(_rsa, text));

    private string Ec(string payload) => Tokens.Sign("""{"alg":"ES256","typ":"JWT","kid":"e1"}""", payload, text => Tokens.Es256(_ec, text));

    private string Now(int seconds) => (_time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Dictionary<string, string> Claims(string subject = "user-1") => new()
    {
        ["iss"] = $"\"{Issuer}\"",
        ["aud"] = "\"api://gateway\"",
        ["azp"] = "\"my-app\"",
        ["sub"] = $"\"{subject}\"",
        ["nbf"] = Now(-10),
        ["exp"] = Now(600),
    };

    private string Payload(string subject = "user-1", string? roles = null, string more = "") =>
        Json(Claims(subject), (roles is null ? "" : $",\"roles\":[{roles}]") + more.Replace("team:", "\"team\":", StringComparison.Ordinal).Replace("groups:", "\"groups\":", StringComparison.Ordinal));

    private static string Json(Dictionary<string, string> claims, string more = "") => $"{{{string.Join(',', claims.Select(static claim => $"\"{claim.Key}\":{claim.Value}"))}{more}}}";
}
