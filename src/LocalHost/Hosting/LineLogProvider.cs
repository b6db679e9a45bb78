using System.Globalization;
using System.Text;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>
/// Writes log lines, all that came in a moment at once: the framework's console logger wakes a thread and calls the system for
/// every line, which costs more than the call that the line is about. Warnings are there at once.
/// </summary>
internal sealed class LineLogProvider(Stream output, TimeProvider timeProvider) : ILoggerProvider
{
    private const int LargestBuffer = 64 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly StringBuilder _lines = new();
    private ITimer? _timer;

    public ILogger CreateLogger(string categoryName) => new LineLog(categoryName, this);

    public void Write(LogLevel level, string category, EventId eventId, string message)
    {
        var time = timeProvider.GetUtcNow().UtcDateTime;
        lock (_gate)
        {
            _lines.Append(CultureInfo.InvariantCulture, $"{time:HH:mm:ss.fff}Z {LineLog.NameOf(level)}: {category}[{eventId.Id}] {message}\n");
            if (level >= LogLevel.Warning || _lines.Length > LargestBuffer)
            {
                Flush();
            }
            else
            {
                _timer ??= timeProvider.CreateTimer(static state => ((LineLogProvider)state!).FlushLater(), this, Moment, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => FlushLater();

    private void FlushLater()
    {
        lock (_gate)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _timer?.Dispose();
        _timer = null;
        if (_lines.Length == 0)
        {
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(_lines.ToString());
        _lines.Clear();
        try
        {
            output.Write(bytes);
            output.Flush();
        }
        catch (IOException)
        {
            // A full disk behind the output must not fail the call that a line is about, and there is nowhere to say so.
        }
    }
}
