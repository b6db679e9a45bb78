namespace LlmFunctions.Alerts;

/// <summary>A name, or the beginning of one and <c>*</c>; in any case.</summary>
internal static class NamePattern
{
    public static bool Matches(string pattern, string name) => pattern.EndsWith('*')
        ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
        : string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);
}
