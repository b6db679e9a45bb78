namespace LlmFunctions.Configuration;

/// <summary>The settings are wrong: says everything that is, each error with the name of its setting.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> errors)
    : Exception("The configuration is not valid:" + string.Concat(errors.Select(static error => Environment.NewLine + "  " + error)))
{
    public IReadOnlyList<string> Errors => errors;
}
