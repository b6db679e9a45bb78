using System.Diagnostics;

namespace LlmFunctions.Functions.Tests.LocalHost;

/// <summary>LocalHost as a process of its own; killed when the test ends, if it still runs.</summary>
internal sealed class RunningProgram(params string[] arguments) : IDisposable
{
    public Process Process { get; } = Process.Start(new ProcessStartInfo(
        "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "LlmFunctions.LocalHost.dll"), .. arguments])
    {
        // Not inside the repository: a developer's local.settings.json must not matter.
        WorkingDirectory = Path.GetTempPath(),
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // Nothing is asked of the storage before the first request that needs it.
        Environment = { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true" },
    })!;

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
    }
}
