namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Setting names are written with <c>__</c> where <c>:</c> is not allowed; both mean the same.</summary>
internal static class SettingNames
{
    public static string Normalize(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
