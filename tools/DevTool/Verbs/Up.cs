namespace DevTool.Verbs;

/// <summary>Runs the app with a storage emulator until it is told to stop.</summary>
internal sealed class Up : IVerb
{
    private static readonly Option Port = new("--port", "<number>", "Where the app listens on 127.0.0.1; 7071 if not given.");
    private static readonly Option Storage = new("--storage", "<connection string>", "Use this storage and start no emulator; several instances may share one.");
    private static readonly Option Release = new("--release", null, "Build optimised, as for measuring.");

    public string Name => "up";

    public string Summary => "Builds and runs the app, with Azurite for storage, until Ctrl-C.";

    public string Operand => "";

    public IReadOnlyList<Option> Options => [Port, Storage, Release];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var port = arguments.Port(Port.Name, 7071);
        var storage = arguments.Value(Storage.Name);
        await using var only = storage is null ? OnlyUp.Take(workspace) : null;
        if (!Ports.IsFree(port))
        {
            throw new UserException($"Port {port} is in use. Choose another one: dotnet dev.cs up --port {(port < 65535 ? port + 1 : 7072)}");
        }

        var node = storage is null ? await NodeTools.EnsureAsync(workspace, cancellationToken) : null;
        await AzureApis.EnsureAsync(workspace, cancellationToken);
        var settings = LocalSettings.ReadOrCreate(workspace);
        var key = settings[LocalSettings.DevKey] ?? LocalSettings.NewKey("dev");
        var folder = await LocalHost.BuildAsync(workspace, arguments.Has(Release.Name) ? "Release" : "Debug", port, cancellationToken);

        await using var azurite = node is null ? null : await Say.StepAsync("Starting Azurite", () => Azurite.StartAsync(workspace, node, cancellationToken));
        await using var app = LocalHost.Start(workspace, folder, port, storage ?? azurite!.ConnectionString, key);
        await Say.StepAsync("Starting the app", async () =>
        {
            await app.ReadyAsync(cancellationToken);
            return 0;
        });
        only?.Describe(app.Address, azurite!.ConnectionString);
        Welcome.Show(workspace, app.Address, key, LocalHost.LogOf(workspace, port));

        return await UntilAsync(app, azurite, cancellationToken);
    }

    private static async Task<int> UntilAsync(LocalHost app, Azurite? azurite, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(stopped.SetResult);
        var first = await Task.WhenAny(stopped.Task, app.Exited, azurite?.Exited ?? stopped.Task);
        if (cancellationToken.IsCancellationRequested)
        {
            // The app first, while it can still store what it has; Azurite is disposed of after it.
            Say.Line("Stopping: letting requests end …");
            await app.StopAsync(TimeSpan.FromSeconds(30));
            return 0;
        }

        var (name, exitCode, lines) = first == app.Exited
            ? ("The app", await app.Exited, app.LastLines)
            : ("Azurite", await azurite!.Exited, azurite.LastLines);
        Say.Error($"{name} ended by itself with exit code {exitCode}. Its last lines:{Environment.NewLine}{lines}");
        return 1;
    }
}
