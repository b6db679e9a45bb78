using System.Text.RegularExpressions;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>Brings the ids that other providers gave to tool calls to the characters that Anthropic takes.</summary>
internal static partial class AnthropicToolId
{
    public static string Clean(string id) => NotAllowed.Replace(id, "_");

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex NotAllowed { get; }
}
