namespace DevTool;

/// <summary>Where things are in this clone.</summary>
internal sealed class Workspace(string root)
{
    public string Root => root;

    public string Solution => Path("LlmFunctions.sln");

    public string Artifacts => Path("artifacts");

    public string Logs => Path("artifacts", "logs");

    public string Storage => Path(".azurite");

    public string Path(params string[] parts) => System.IO.Path.Combine([root, .. parts]);

    /// <param name="hint">The folder of dev.cs as the SDK tells it; else the current folder and those above are looked through.</param>
    public static Workspace Find(string? hint)
    {
        for (var folder = new DirectoryInfo(hint ?? Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var workspace = new Workspace(folder.FullName);
            if (File.Exists(workspace.Solution))
            {
                Directory.CreateDirectory(workspace.Logs);
                return workspace;
            }
        }

        throw new UserException("LlmFunctions.sln was not found: run this inside a clone of the repository.");
    }
}
