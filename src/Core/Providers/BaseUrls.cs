namespace LlmFunctions.Providers;

/// <summary>Brings the base URLs that people write to the one form that paths can be appended to.</summary>
internal static class BaseUrls
{
    /// <summary>For dialects whose base URL holds the version: adds it where the address has no path at all.</summary>
    public static Uri WithVersion(Uri url, string version, string endpoint)
    {
        string path = Strip(url.AbsolutePath.TrimEnd('/'), "/" + endpoint);
        return Build(url, path.Length == 0 ? "/" + version : path);
    }

    /// <summary>For dialects whose paths begin with the version: takes it off where it was given.</summary>
    public static Uri WithoutVersion(Uri url, params ReadOnlySpan<string> versions)
    {
        string path = url.AbsolutePath.TrimEnd('/');
        foreach (string version in versions)
        {
            path = Strip(path, "/" + version);
        }

        return Build(url, path);
    }

    private static string Strip(string path, string suffix) =>
        path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? path[..^suffix.Length] : path;

    private static Uri Build(Uri url, string path) => new UriBuilder(url) { Path = path + "/", Query = "", Fragment = "" }.Uri;
}
