using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Secrets;

/// <summary>Takes secrets from the settings, for laptops and for apps without a vault.</summary>
public sealed class ConfigurationSecretSource(IConfiguration configuration) : ISecretSource
{
    public ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]);

    public void Invalidate(string name)
    {
        // Settings are read each time.
    }
}
