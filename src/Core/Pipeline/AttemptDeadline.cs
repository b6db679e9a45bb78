namespace LlmFunctions.Pipeline;

/// <summary>A cancellation token that fires when the client goes away or the provider is silent for too long, and knows which of the two it was.</summary>
internal sealed class AttemptDeadline : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _both;

    public AttemptDeadline(TimeSpan timeout, TimeProvider timeProvider, CancellationToken client)
    {
        _timeout = timeout;
        _client = client;
        _silence = new CancellationTokenSource(timeout, timeProvider);
        _both = CancellationTokenSource.CreateLinkedTokenSource(client, _silence.Token);
    }

    public CancellationToken Token => _both.Token;

    public bool IsClientGone => _client.IsCancellationRequested;

    public bool IsExpired => _silence.IsCancellationRequested;

    /// <summary>Starts the time anew: from now on it is the provider that is waited for.</summary>
    public void Renew() => _silence.CancelAfter(_timeout);

    /// <summary>Stops the time: it is the client that is waited for.</summary>
    public void Pause() => _silence.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _both.Dispose();
        _silence.Dispose();
    }
}
