using System.Net;

namespace DevTool;

/// <summary>The app on this machine: built, started and waited for.</summary>
internal sealed class LocalHost(Child child, Uri address) : IAsyncDisposable
{
    private const string Project = "LlmFunctions.LocalHost";
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(120);

    public Uri Address => address;

    public Task<int> Exited => child.Exited;

    public string LastLines => child.LastLines;

    public static string LogOf(Workspace workspace, int port) => Path.Combine(workspace.Logs, $"app-{port}.log");

    /// <returns>A folder with what was built, of its own, so that building again does not pull files from under a running app.</returns>
    public static async Task<string> BuildAsync(Workspace workspace, string configuration, int port, CancellationToken cancellationToken)
    {
        await Build.RunAsync(workspace, workspace.Path("src", "LocalHost", $"{Project}.csproj"), configuration, cancellationToken);
        var built = workspace.Path("src", "LocalHost", "bin", configuration, "net10.0");
        var folder = workspace.Path("artifacts", "run", $"{port}");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }

    /// <returns>A folder with what was published, of its own.</returns>
    public static async Task<string> PublishAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var folder = workspace.Path("artifacts", "run", "published");
        await Build.PublishAsync(workspace, workspace.Path("src", "LocalHost", $"{Project}.csproj"), folder, cancellationToken);
        return folder;
    }

    public static LocalHost Start(Workspace workspace, string folder, int port, string storage, string gatewayKey)
    {
        (string, string)[] environment =
        [
            ("AzureWebJobsStorage", storage),
            (LocalSettings.DevKey, gatewayKey),
            ("DOTNET_ENVIRONMENT", "Development"),
            ("AZURE_FUNCTIONS_ENVIRONMENT", "Development"),
            // LocalHost stops, as on SIGTERM, when its stdin ends.
            ("LLMFN_EXIT_WITH_STDIN", "1"),
        ];
        string[] arguments = [Path.Combine(folder, $"{Project}.dll"), "--port", $"{port}"];
        var child = Child.Start(workspace, Programs.Dotnet, arguments, environment, LogOf(workspace, port), new ProblemLines().Show);
        return new LocalHost(child, new Uri($"http://127.0.0.1:{port}"));
    }

    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Ports.AnswersAsync(new Uri(Address, "/api/v1/status/health"), status => status == HttpStatusCode.OK, enough.Token);
        var first = await Task.WhenAny(answers, child.Exited, Task.Delay(ReadyWithin, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (first != answers)
        {
            var what = first == child.Exited ? $"ended with exit code {await child.Exited}" : $"was not ready after {ReadyWithin.TotalSeconds:0} s";
            throw new UserException($"The app {what}. Its last lines:{Environment.NewLine}{child.LastLines}");
        }

        await answers;
    }

    /// <summary>Requests under way may end and be recorded.</summary>
    public Task StopAsync(TimeSpan grace) => child.StopAsync(grace);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.FromSeconds(5));
        await child.DisposeAsync();
    }
}
