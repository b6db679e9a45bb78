using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Functions.Tests.EndToEnd.Support;

namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>An identity provider whose tokens the app takes.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    private const string Name = "https://issuer.example";

    private readonly RSA _key = RSA.Create(2048);
    private readonly ScriptedProvider _server;

    public TestIssuer()
    {
        RSAParameters key = _key.ExportParameters(false);
        _server = ScriptedProvider.Answering(200, $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{Base64(key.Modulus!)}}","e":"{{Base64(key.Exponent!)}}"}]}""");
    }

    /// <summary>Has an app take its tokens.</summary>
    public GatewaySettings Connect(GatewaySettings settings) => settings
        .With("Gateway__Identity__Issuer", Name)
        .With("Gateway__Identity__Audiences__0", "gateway")
        .With("Gateway__Identity__Jwks", $"{_server.BaseUrl}keys");

    /// <summary>A token of an app, with these roles.</summary>
    public string Issue(string app, params string[] roles)
    {
        string payload = $$"""{"iss":"{{Name}}","aud":"gateway","azp":"{{app}}","sub":"somebody","exp":4102444800,"roles":[{{string.Join(',', roles.Select(static role => $"\"{role}\""))}}]}""";
        string text = $"{Base64("""{"alg":"RS256","kid":"k1"}"""u8.ToArray())}.{Base64(Encoding.UTF8.GetBytes(payload))}";
        return $"{text}.{Base64(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
