using System.Runtime.InteropServices;

namespace DevTool;

/// <summary>Builds with one line of progress; what the compiler says is shown only when it fails.</summary>
internal static class Build
{
    public static Task RunAsync(Workspace workspace, string project, string configuration, CancellationToken cancellationToken) =>
        RunAsync(workspace, project, configuration, "Building", [], cancellationToken);

    /// <summary>Publishes into a folder, compiled ahead for this machine as what is deployed is for its own.</summary>
    public static Task PublishAsync(Workspace workspace, string project, string folder, CancellationToken cancellationToken) => RunAsync(
        workspace,
        project,
        "Release",
        "Publishing",
        [
            "-target:Publish", "-property:_IsPublishing=true", $"-property:RuntimeIdentifier={RuntimeInformation.RuntimeIdentifier}", $"-property:PublishDir={folder}/",
        ],
        cancellationToken);

    private static async Task RunAsync(
        Workspace workspace, string project, string configuration, string what, string[] more, CancellationToken cancellationToken)
    {
        await using var turn = await Lockfile.TakeForBuildAsync(workspace, cancellationToken);
        // What `dotnet build` does, without its summary that says every error twice.
        string[] arguments = ["msbuild", project, "-restore", $"-property:Configuration={configuration}", "-maxCpuCount", "-nologo", "-verbosity:quiet", .. more];
        await Say.StepAsync($"{what} {Path.GetFileName(project)} ({configuration})", async () =>
        {
            var (exitCode, output) = await Child.RunAsync(workspace, Programs.Dotnet, arguments, Programs.BuildEnvironment, cancellationToken);
            return exitCode == 0 ? exitCode : throw new UserException($"{output}The build failed; see above.");
        });
    }
}
