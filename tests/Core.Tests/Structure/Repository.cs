namespace LlmFunctions.Tests.Structure;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>All C# files of the repository.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Files(Root, "*.cs").Select(SourceFile.Read)];

    /// <summary>All pages of documentation, the README among them.</summary>
    public static IReadOnlyList<SourceFile> Pages { get; } = [.. Files(Root, "*.md").Select(SourceFile.Read)];

    /// <summary>The C# files below a folder, such as <c>src/Core/</c>.</summary>
    public static IEnumerable<SourceFile> SourcesBelow(string folder)
    {
        SourceFile[] found = [.. Sources.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal))];
        return found.Length > 0 ? found : throw new InvalidOperationException($"There is no source file below {folder}.");
    }

    public static SourceFile Page(string path) => Pages.Single(page => page.Path == path);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LlmFunctions.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"{AppContext.BaseDirectory} is not in the repository.");
    }

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern)
        .Concat(Directory.EnumerateDirectories(folder).Where(IsOurs).SelectMany(child => Files(child, pattern)))
        .Order(StringComparer.Ordinal);

    private static bool IsOurs(string folder) =>
        Path.GetFileName(folder) is var name && !name.StartsWith('.') && !NotOurs.Contains(name);
}
