namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Says what a stop waits for, and what it had to cancel.</summary>
internal sealed class DrainReport(InFlight inFlight, LocalHostOptions options, ILogger<DrainReport> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(logger, inFlight.Count, options.DrainTimeout.TotalSeconds);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            Log.DrainTimedOut(logger, options.DrainTimeout.TotalSeconds);
        }
        else
        {
            Log.Drained(logger);
        }

        return Task.CompletedTask;
    }
}
