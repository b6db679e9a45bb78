using LlmFunctions.Security;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Issues keys inside the app, for tests that are about something else.</summary>
internal static class ManagedKeys
{
    public static async Task<string> IssueAsync(GatewayApp gateway, string app, DateTimeOffset? expiresAt = null) =>
        (await gateway.Host.Services.GetRequiredService<GatewayKeyIssuer>()
            .IssueAsync(app, "test", expiresAt, TestContext.Current.CancellationToken)).Key;
}
