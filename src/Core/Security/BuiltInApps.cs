namespace LlmFunctions.Security;

/// <summary>The apps of the keys that the settings hold. Their usage must not mix with that of issued keys.</summary>
internal static class BuiltInApps
{
    public const string Admin = "admin";
    public const string Development = "default";

    // In any case: two apps whose names differ in that only would be taken for one.
    public static bool Contains(string app) =>
        app.Equals(Admin, StringComparison.OrdinalIgnoreCase) || app.Equals(Development, StringComparison.OrdinalIgnoreCase);
}
