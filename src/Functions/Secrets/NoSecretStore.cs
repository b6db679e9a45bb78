using LlmFunctions.Errors;
using LlmFunctions.Secrets;

namespace LlmFunctions.Functions.Secrets;

/// <summary>Of an app that has no place for keys besides its settings.</summary>
internal sealed class NoSecretStore : ISecretStore
{
    public bool Has(string name) => false;

    public Task SetAsync(string name, string value, CancellationToken cancellationToken) => throw new GatewayException(
        ErrorKind.Conflict, "There is no place to keep a key: set Gateway__KeyVault__Uri or Gateway__Secrets__Folder, or name a setting in Secret.", "ApiKey");
}
