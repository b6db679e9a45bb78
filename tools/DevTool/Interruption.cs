using System.Runtime.InteropServices;

namespace DevTool;

/// <summary>Ctrl-C, SIGTERM, SIGHUP and the death of the `dotnet` process in front of this one, as one token.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<IDisposable> _watches = [];
    private int _signals;

    public Interruption()
    {
        Watch(PosixSignal.SIGINT, 130);
        Watch(PosixSignal.SIGTERM, 143);
        Watch(PosixSignal.SIGHUP, 129);
        Watch(PosixSignal.SIGQUIT, 131);
        WatchParent();
    }

    public CancellationToken Token => _source.Token;

    public int ExitCode { get; private set; } = 129;

    public void Dispose()
    {
        _watches.ForEach(w => w.Dispose());
        _source.Dispose();
    }

    private void Watch(PosixSignal signal, int exitCode) => _watches.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            // Asked twice: do not wait for anything; children that are tied to this process end with it.
            Environment.Exit(exitCode);
        }

        ExitCode = exitCode;
        _source.Cancel();
    }));

    // `dotnet dev.cs` runs this program as its child and, killed outright, would leave it behind. Windows ends it by a job object.
    private void WatchParent()
    {
        if (OperatingSystem.IsWindows() || GetParentId() is var parent && parent == 1)
        {
            return;
        }

        _watches.Add(new Timer(_ =>
        {
            if (GetParentId() != parent && !_source.IsCancellationRequested)
            {
                _source.Cancel();
            }
        }, null, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(500)));
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
