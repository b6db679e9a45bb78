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
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private StringBuilder _lines = new();
    private StringBuilder _written = new();
    private ITimer? _timer;

    public ILogger CreateLogger(string categoryName) => new LineLog(categoryName, this);

    public void Write(LogLevel level, string category, EventId eventId, string message)
    {
        var time = timeProvider.GetUtcNow().UtcDateTime;
        bool isUrgent;
        lock (_gate)
        {
            _lines.Append(CultureInfo.InvariantCulture, $"{time:HH:mm:ss.fff}Z {LineLog.NameOf(level)}: {category}[{eventId.Id}] {message}\n");
            isUrgent = level >= LogLevel.Warning || _lines.Length > LargestBuffer;
            if (!isUrgent)
            {
                _timer ??= timeProvider.CreateTimer(static state => ((LineLogProvider)state!).Flush(), this, Moment, Timeout.InfiniteTimeSpan);
            }
        }

        if (isUrgent)
        {
            Flush();
        }
    }

    public void Dispose() => Flush();

    private void Flush()
    {
        // In a lock of its own: whoever has another line must not wait for the output.
        lock (_writing)
        {
            lock (_gate)
            {
                _timer?.Dispose();
                _timer = null;
                (_lines, _written) = (_written, _lines);
            }

            if (_written.Length > 0)
            {
                WriteOut(_written.ToString());
                _written.Clear();
            }
        }
    }

    private void WriteOut(string lines)
    {
        try
        {
            output.Write(Encoding.UTF8.GetBytes(lines));
            output.Flush();
        }
        catch (IOException)
        {
            // A full disk behind the output must not fail the call that a line is about, and there is nowhere to say so.
        }
    }
}
