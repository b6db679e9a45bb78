using System.Text.RegularExpressions;

namespace LlmFunctions.Tests.Structure;

/// <summary>A file of the repository.</summary>
/// <param name="Path">From the root, with slashes.</param>
/// <param name="Text">What is in it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>The text without its comments.</summary>
    public string Code { get; } = Comment().Replace(Text, "");

    public string[] Lines => Text.TrimEnd('\n').Split('\n');

    public static SourceFile Read(string file) =>
        new(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText(file));

    // No string of ours has two slashes after white space.
    [GeneratedRegex(@"(?<=^|\s)//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
