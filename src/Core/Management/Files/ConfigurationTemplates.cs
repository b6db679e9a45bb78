namespace LlmFunctions.Management.Files;

/// <summary>Configurations to begin with, as files that can be imported.</summary>
public static class ConfigurationTemplates
{
    public static IReadOnlyList<string> Names { get; } = [.. Embedded.TemplateNames];

    /// <summary>The file; null when there is none of this name.</summary>
    public static string? Find(string name) => Embedded.Template(name);
}
