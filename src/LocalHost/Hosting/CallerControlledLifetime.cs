namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Leaves signals to the caller: a process may hold several LocalHosts, and tests have a Ctrl-C of their own.</summary>
internal sealed class CallerControlledLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
