namespace DevTool;

/// <summary>A lock between processes on this machine; the system lets go of it however its owner ends.</summary>
internal static class Lockfile
{
    public static FileStream? TryTake(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Builds and package installs of one clone take turns.</summary>
    public static async Task<FileStream> TakeForBuildAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var path = workspace.Path("artifacts", "build.lock");
        if (TryTake(path) is { } free)
        {
            return free;
        }

        return await Say.StepAsync("Waiting for another dev.cs in this clone that is building", async () =>
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
                if (TryTake(path) is { } taken)
                {
                    return taken;
                }
            }
        });
    }
}
