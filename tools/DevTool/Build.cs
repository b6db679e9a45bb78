namespace DevTool;

/// <summary>Builds with one line of progress; what the compiler says is shown only when it fails.</summary>
internal static class Build
{
    public static async Task RunAsync(Workspace workspace, string project, string configuration, CancellationToken cancellationToken)
    {
        await using var turn = await Lockfile.TakeForBuildAsync(workspace, cancellationToken);
        // What `dotnet build` does, without its summary that says every error twice.
        string[] arguments = ["msbuild", project, "-restore", $"-property:Configuration={configuration}", "-maxCpuCount", "-nologo", "-verbosity:quiet"];
        await Say.StepAsync($"Building {Path.GetFileName(project)} ({configuration})", async () =>
        {
            var (exitCode, output) = await Child.RunAsync(workspace, Programs.Dotnet, arguments, Programs.BuildEnvironment, cancellationToken);
            return exitCode == 0 ? exitCode : throw new UserException($"{output}The build failed; see above.");
        });
    }
}
