using LlmFunctions.Security;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Issues keys inside the app, for tests that are about something else.</summary>
internal static class ManagedKeys
{
    public static Task<string> IssueAsync(GatewayApp gateway, string app, DateTimeOffset? expiresAt = null) =>
        IssueAsync(gateway, new KeyWish { App = app, Name = "test", ExpiresAt = expiresAt });

    public static async Task<string> IssueAsync(GatewayApp gateway, KeyWish wish)
    {
        IServiceProvider services = gateway.Host.Services;
        (GatewayKey record, string key) = services.GetRequiredService<GatewayKeyIssuer>().Make(wish, Rights.All);
        await services.GetRequiredService<IGatewayKeyStore>().AddAsync(record, TestContext.Current.CancellationToken);
        return key;
    }
}
