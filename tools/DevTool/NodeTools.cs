using System.Globalization;
using System.Security.Cryptography;

namespace DevTool;

/// <summary>Node.js and the packages of package-lock.json.</summary>
internal static class NodeTools
{
    private const int OldestMajor = 20;

    /// <returns>The path of `node`, new enough and with the locked packages installed.</returns>
    public static async Task<string> EnsureAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var node = await FindAsync(workspace, cancellationToken);
        await InstallAsync(workspace, workspace.Root, cancellationToken);
        return node;
    }

    /// <summary>Installs what a folder's package-lock.json names, unless it is there.</summary>
    public static async Task InstallAsync(Workspace workspace, string folder, CancellationToken cancellationToken)
    {
        await using var turn = await Lockfile.TakeForBuildAsync(workspace, cancellationToken);
        var locked = Path.Combine(folder, "package-lock.json");
        var stamp = Path.Combine(folder, "node_modules", ".installed");
        var wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(locked, cancellationToken)));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == wanted)
        {
            return;
        }

        // Azurite asks for a newer Node than it needs; --loglevel=error keeps that out of sight.
        string[] install = ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        await Say.StepAsync($"Installing the npm packages of {Path.GetRelativePath(workspace.Root, locked)}", async () =>
        {
            var (exitCode, output) = await Child.RunAsync(workspace, Programs.Find("npm"), install, null, cancellationToken);
            return exitCode == 0 ? exitCode : throw new UserException($"{output}`npm ci` failed with exit code {exitCode}; see above.");
        });
        await File.WriteAllTextAsync(stamp, wanted, cancellationToken);
    }

    private static async Task<string> FindAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var needed = $"Node.js {OldestMajor} or newer is needed to run Azurite, the storage emulator: https://nodejs.org/";
        var node = Programs.TryFind("node") ?? throw new UserException($"{needed} (`node` was not found on the PATH).");
        var (_, output) = await Child.RunAsync(workspace, node, ["--version"], null, cancellationToken);
        var version = output.Trim();
        return int.TryParse(version.TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= OldestMajor
            ? node
            : throw new UserException($"{needed} (this is {version}).");
    }
}
