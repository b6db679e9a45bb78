using Azure.Core;
using Azure.Identity;

namespace LlmFunctions.AzureServices.Identity;

/// <summary>The identity that the app has in Azure, or the developer's own on a laptop.</summary>
internal static class Credentials
{
    /// <param name="clientId">The client id of a user-assigned identity; null for the system-assigned one.</param>
    public static TokenCredential Create(string? clientId) => new DefaultAzureCredential(new DefaultAzureCredentialOptions
    {
        ManagedIdentityClientId = clientId,
    });
}
