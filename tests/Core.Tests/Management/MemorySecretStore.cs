using LlmFunctions.Secrets;

namespace LlmFunctions.Tests.Management;

internal sealed class MemorySecretStore : ISecretStore
{
    public Dictionary<string, string> Secrets { get; } = [];

    public bool Has(string name) => Secrets.ContainsKey(name);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Secrets[name] = value;
        return Task.CompletedTask;
    }
}
