using System.Collections.Concurrent;
using LlmFunctions.AzureServices.KeyVault;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

/// <summary>Keeps what was logged.</summary>
internal sealed class RecordingLogger : ILogger<KeyVaultSecretSource>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
