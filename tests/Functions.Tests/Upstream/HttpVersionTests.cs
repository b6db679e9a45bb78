using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LlmFunctions.Providers;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.Upstream;

/// <summary>Which version of HTTP a provider is called with, against a server that tells.</summary>
public sealed class HttpVersionTests
{
    [Theory]
    [InlineData(true, HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(true, HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(false, HttpProtocols.Http1, "HTTP/1.1")]
    public async Task HTTP_2_is_used_where_TLS_negotiates_it(bool tls, HttpProtocols offered, string expected)
    {
        using X509Certificate2 certificate = SelfSigned();
        await using WebApplication server = await StartAsync(tls ? certificate : null, offered);
        using UpstreamClient client = new(TimeProvider.System, new NoTokens());
        Provider provider = new()
        {
            Name = "acme",
            Dialect = ProviderDefinitions.FindDialect("openai")!,
            BaseUrl = new Uri(server.Urls.Single() + "/"),
            InProcess = _ => new SocketsHttpHandler { UseProxy = false, SslOptions = Trusting(certificate) },
        };

        using UpstreamResponse response = await client.SendAsync(
            provider, new UpstreamRequest { Path = "any", Body = "{}"u8.ToArray() }, null, TestContext.Current.CancellationToken);

        using StreamReader body = new(await response.OpenBodyAsync(TestContext.Current.CancellationToken));
        Assert.Equal(expected, await body.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2? certificate, HttpProtocols offered)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = offered;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        WebApplication server = builder.Build();
        server.Run(static context => context.Response.WriteAsync(context.Request.Protocol));
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private static X509Certificate2 SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 certificate) => new()
    {
        RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString(),
    };

    private sealed class NoTokens : IAccessTokenSource
    {
        public ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("A key is given.");
    }
}
