using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using LlmFunctions.Errors;
using LlmFunctions.Secrets;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.KeyVault;

/// <summary>Writes secrets to Key Vault. The app's identity must be allowed to: it can read without that.</summary>
internal sealed class KeyVaultSecretStore(SecretClient client, ILogger<KeyVaultSecretStore> logger) : ISecretStore
{
    // Whether the vault has it is found out when it is needed.
    public bool Has(string name) => true;

    public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        try
        {
            await client.SetSecretAsync(name, value, cancellationToken);
        }
        catch (Exception exception) when (exception is RequestFailedException or AuthenticationFailedException)
        {
            Log.SecretNotWritten(logger, exception, name);
            throw exception is RequestFailedException { Status: 403 }
                ? new GatewayException(ErrorKind.Conflict, "The app may not write to its Key Vault: give its identity the role Key Vault Secrets Officer, or set the secret yourself and name it in Secret.", "ApiKey", exception)
                : new GatewayException(ErrorKind.StorageUnavailable, "The key could not be written to Key Vault. The log has the reason; nothing was changed.", "ApiKey", exception);
        }
    }
}
