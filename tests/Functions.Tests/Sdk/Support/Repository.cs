namespace LlmFunctions.Functions.Tests.Sdk.Support;

/// <summary>Files of the repository that tests use where they are.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string File(params ReadOnlySpan<string> path) => Path.Combine([Root, .. path]);

    /// <summary>A script of the folder <c>node</c>, whose npm packages are known to be there.</summary>
    public static string Script(string name)
    {
        foreach (string package in (string[])["openai", "@anthropic-ai/sdk", "@google/genai", "ollama", "@copilotkit/aimock"])
        {
            string manifest = File("node_modules", package, "package.json");
            if (!System.IO.File.Exists(manifest))
            {
                throw new InvalidOperationException($"{manifest} is missing: run `dotnet dev.cs test` once, or `npm ci --ignore-scripts`.");
            }
        }

        return File("tests", "Functions.Tests", "Sdk", "node", name);
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(directory.FullName, "LlmFunctions.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No LlmFunctions.sln above {AppContext.BaseDirectory}.");
    }
}
