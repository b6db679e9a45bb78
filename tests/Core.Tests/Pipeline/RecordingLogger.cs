using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>Keeps the lines that are logged, with their values.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(string Text, IReadOnlyDictionary<string, object?> Values)> _lines = new();

    public IReadOnlyCollection<(string Text, IReadOnlyDictionary<string, object?> Values)> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((formatter(state, exception), ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary(static pair => pair.Key, static pair => pair.Value)));
}
