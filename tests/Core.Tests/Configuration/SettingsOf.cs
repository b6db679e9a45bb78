using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace LlmFunctions.Tests.Configuration;

internal static class SettingsOf
{
    /// <summary>Settings as they are written in the environment, with two underscores between the parts of a name.</summary>
    public static IConfiguration Variables(params (string Name, string Value)[] variables) => new ConfigurationRoot(
    [
        new MemoryConfigurationProvider(new MemoryConfigurationSource
        {
            InitialData = variables.Select(static variable => KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value)),
        }),
    ]);
}
