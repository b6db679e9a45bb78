using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

/// <summary>A vault on the wire: asks for a token as Key Vault does, and has the secrets that a test gives it.</summary>
internal sealed class Vault : HttpMessageHandler
{
    private int _reads;

    public ConcurrentDictionary<string, string> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsDown { get; set; }

    /// <summary>Whether the client may read secrets, and not write them.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>How often a secret was asked for.</summary>
    public int Reads => Volatile.Read(ref _reads);

    public SecretClient Client()
    {
        var options = new SecretClientOptions { Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)) };
        options.Retry.MaxRetries = 0;
        TokenCredential credential = DelegatedTokenCredential.Create(
            static (_, _) => new AccessToken("token", new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        return new SecretClient(new Uri("https://acme.vault.azure.net"), credential, options);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        return request.Method == HttpMethod.Put && request.Headers.Authorization is not null && !IsDown ? Write(request, body!) : Answer(request);
    }

    private HttpResponseMessage Write(HttpRequestMessage request, string body)
    {
        if (IsReadOnly)
        {
            return Json(HttpStatusCode.Forbidden, """{"error":{"code":"Forbidden","message":"The user does not have secrets set permission."}}""");
        }

        string name = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[1];
        Secrets[name] = JsonElement.Parse(body).GetProperty("value").GetString()!;
        return Answer(request);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        if (request.Headers.Authorization is null)
        {
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.WwwAuthenticate.Add(new AuthenticationHeaderValue(
                "Bearer", "authorization=\"https://login.microsoftonline.com/22222222-2222-2222-2222-222222222222\", resource=\"https://vault.azure.net\""));
            return challenge;
        }

        Interlocked.Increment(ref _reads);
        string name = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)[1];
        return IsDown ? Json(HttpStatusCode.ServiceUnavailable, """{"error":{"code":"Unavailable","message":"The vault is down."}}""")
            : Secrets.TryGetValue(name, out string? value) ? Json(HttpStatusCode.OK, $$$"""{"value":"{{{value}}}","id":"https://acme.vault.azure.net/secrets/{{{name}}}/1","attributes":{"enabled":true}}""")
            : Json(HttpStatusCode.NotFound, """{"error":{"code":"SecretNotFound","message":"There is no such secret."}}""");
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
