using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmFunctions.Testing;

/// <summary>
/// Asks a child process about its memory and processor time, without a word of it in the program: the runtime loads
/// <c>StartupHook</c> into the child before its own <c>Main</c>, and that calls back here.
/// </summary>
public sealed class ProcessProbe : IDisposable
{
    /// <summary>Environment variable that tells the child where to call back.</summary>
    public const string PortVariable = "LLMFN_PROBE_PORT";

    internal const byte CollectFirst = (byte)'c';
    internal const byte AsItIs = (byte)'n';

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private StreamReader? _reader;

    /// <summary>Waits for the call of a child that is yet to be started.</summary>
    public ProcessProbe() => _listener.Start();

    /// <summary>What the child's environment must have.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("DOTNET_STARTUP_HOOKS", typeof(ProcessProbe).Assembly.Location),
        new(PortVariable, ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Reads the figures; one caller at a time.</summary>
    /// <param name="collect">Whether to collect all garbage first and to hand free memory back to the system.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task<ProcessFigures> ReadAsync(bool collect, CancellationToken cancellationToken)
    {
        _reader ??= new StreamReader((await _listener.AcceptTcpClientAsync(cancellationToken)).GetStream());
        _reader.BaseStream.WriteByte(collect ? CollectFirst : AsItIs);
        string line = await _reader.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The process has ended.");
        long[] figures = [.. line.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new ProcessFigures(figures[0], figures[1], figures[2], TimeSpan.FromTicks(figures[3]), figures[4]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader?.Dispose();
        _listener.Dispose();
    }
}
