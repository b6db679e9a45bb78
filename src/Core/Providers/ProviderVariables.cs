using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Providers;

/// <summary>Reads the variables that the providers' own tools read.</summary>
internal static class ProviderVariables
{
    public static string? Key(ProviderDefinition definition, IConfiguration configuration) => definition.ReadKey is { } read
        ? read(variable => Value(configuration, variable))
        : First(definition.KeyVariables, configuration);

    public static string? Region(ProviderDefinition definition, IConfiguration configuration) => First(definition.RegionVariables, configuration);

    private static string? First(IEnumerable<string> variables, IConfiguration configuration) =>
        variables.Select(variable => Value(configuration, variable)).FirstOrDefault(static value => value is not null);

    private static string? Value(IConfiguration configuration, string variable) =>
        string.IsNullOrWhiteSpace(configuration[variable]) ? null : configuration[variable];
}
