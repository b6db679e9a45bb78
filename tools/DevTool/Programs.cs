namespace DevTool;

/// <summary>Finds and describes the programs that are run.</summary>
internal static class Programs
{
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Find("dotnet");

    /// <summary>For builds: no build server outlives them, and messages are in the language that is searched for.</summary>
    public static (string Name, string Value)[] BuildEnvironment { get; } =
    [
        ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"), ("UseSharedCompilation", "false"),
        ("DOTNET_CLI_UI_LANGUAGE", "en"), ("DOTNET_NOLOGO", "1"),
    ];

    // Windows starts `npm.cmd` only by its full name.
    public static string Find(string program) => TryFind(program) ?? throw new UserException($"`{program}` was not found on the PATH.");

    public static string? TryFind(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder.Trim('"'), program + ending)))
            .FirstOrDefault(File.Exists);
    }
}
