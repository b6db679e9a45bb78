using System.Text.Json;

namespace LlmFunctions.Management.Files;

/// <summary>The files that are built into this assembly.</summary>
internal static class Embedded
{
    private const string Templates = "Templates/";

    private static readonly Lazy<ImportData> Data = new(static () => JsonSerializer.Deserialize(Read("Management/import.json"), ImportJson.Default.ImportData)!);

    public static ImportData Import => Data.Value;

    public static IEnumerable<string> TemplateNames => typeof(Embedded).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Templates, StringComparison.Ordinal))
        .Select(static name => Path.GetFileNameWithoutExtension(name[Templates.Length..]))
        .Order(StringComparer.Ordinal);

    public static string? Template(string name) => TemplateNames.Contains(name, StringComparer.Ordinal) ? Read($"{Templates}{name}.yaml") : null;

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(Embedded).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
