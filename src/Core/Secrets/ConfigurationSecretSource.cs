using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Secrets;

/// <summary>Takes secrets from the settings, for laptops and for apps without a vault.</summary>
public sealed class ConfigurationSecretSource(IConfiguration configuration) : ISecretSource
{
    /// <summary>The value of the setting of this name, written as in the environment; null when it is not set.</summary>
    public static string? Find(IConfiguration configuration, string name) =>
        configuration[name.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    public ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(Find(configuration, name));

    public void Invalidate(string name)
    {
        // Settings are read each time.
    }
}
