namespace LlmFunctions.Files;

/// <summary>Which files of an app are listed.</summary>
/// <param name="Purpose">Only those; null for all.</param>
/// <param name="After">Only those that come after this id in the list; null for all.</param>
/// <param name="IsDescending">Whether the newest come first.</param>
public sealed record FileFilter(string? Purpose, string? After, bool IsDescending);
