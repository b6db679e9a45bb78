namespace LlmFunctions.Security;

/// <summary>Which names apps may have.</summary>
internal static class AppNames
{
    public const int Longest = 64;

    /// <summary>What the settings' own keys book their usage on, which must not mix with that of others.</summary>
    public const string Admin = "admin";

    public const string Development = "default";

    // App names become parts of partition keys, in which an underscore separates the parts.
    public static bool IsOne(string app) => app.Length is >= 1 and <= Longest && app.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    // In any case: two apps whose names differ in that only would be taken for one.
    public static bool IsBuiltIn(string app) =>
        app.Equals(Admin, StringComparison.OrdinalIgnoreCase) || app.Equals(Development, StringComparison.OrdinalIgnoreCase);
}
