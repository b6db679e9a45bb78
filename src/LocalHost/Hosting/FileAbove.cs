namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Looks for a file as Core Tools do: in a folder, then in the folders above it.</summary>
internal static class FileAbove
{
    public static string? Find(string folder, string name)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
