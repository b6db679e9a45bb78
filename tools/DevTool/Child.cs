using System.Diagnostics;
using System.Text;

namespace DevTool;

/// <summary>
/// A program that this one started, with all its output read. Its stdin is a pipe: programs that watch it
/// (tools/azurite.mjs, LocalHost) end when this process does, even when it is killed.
/// </summary>
internal sealed class Child : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly Process _process;
    private readonly Action<string>? _onLine;
    private readonly TextWriter? _log;
    private readonly StringBuilder _output = new();
    private readonly Queue<string> _lastLines = new();
    private readonly Lock _gate = new();

    private Child(ProcessStartInfo info, string? log, Action<string>? onLine)
    {
        _process = new Process { StartInfo = info };
        _onLine = onLine;
        _log = log is null ? null : new StreamWriter(new FileStream(log, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        _process.Start();
        Exited = WaitAsync();
    }

    /// <summary>Its exit code, once it has ended and its output is read.</summary>
    public Task<int> Exited { get; }

    public string LastLines
    {
        get
        {
            lock (_gate)
            {
                return string.Join(Environment.NewLine, _lastLines.Select(line => "  " + line));
            }
        }
    }

    /// <param name="workspace">The program runs in its root.</param>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Unquoted.</param>
    /// <param name="environment">Added to this process's own.</param>
    /// <param name="log">A file for all that it writes.</param>
    /// <param name="onLine">Called with each line as it comes, output and errors alike.</param>
    public static Child Start(
        Workspace workspace,
        string program,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)>? environment = null,
        string? log = null,
        Action<string>? onLine = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workspace.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment ?? [])
        {
            info.Environment[name] = value;
        }

        return new Child(info, log, onLine);
    }

    /// <summary>Runs a program to its end; when cancelled it is killed with all that it started.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        Workspace workspace,
        string program,
        IEnumerable<string> arguments,
        IEnumerable<(string Name, string Value)>? environment,
        CancellationToken cancellationToken)
    {
        await using var child = Start(workspace, program, arguments, environment);
        child._process.StandardInput.Close();
        var exitCode = await child.Exited.WaitAsync(cancellationToken);
        return (exitCode, child._output.ToString());
    }

    /// <summary>Asks it to end by closing its stdin, which works on every system, and kills it when it has not in time.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        try
        {
            _process.StandardInput.Close();
            await Exited.WaitAsync(grace);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            await KillAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private async Task KillAsync()
    {
        if (!Exited.IsCompleted)
        {
            _process.Kill(entireProcessTree: true);
            await Exited;
        }
    }

    private async Task<int> WaitAsync()
    {
        var reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        var ended = new TaskCompletionSource();
        _process.Exited += (_, _) => ended.TrySetResult();
        _process.EnableRaisingEvents = true;
        await ended.Task;

        // Not for ever: a grandchild that was left behind may hold the pipes open.
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(2)));
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _output.AppendLine(line);
                _log?.WriteLine(line);
                _lastLines.Enqueue(line);
                if (_lastLines.Count > LinesKept)
                {
                    _lastLines.Dequeue();
                }
            }

            _onLine?.Invoke(line);
        }
    }
}
