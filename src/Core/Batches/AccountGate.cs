using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Pipeline;
using LlmFunctions.Resilience;

namespace LlmFunctions.Batches;

/// <summary>Keeps the batches of this instance from taking up an account of a provider: only so many lines at a time get through to each.</summary>
public sealed class AccountGate(GatewayOptions options) : IAttemptGate
{
    private readonly ConcurrentDictionary<(string Provider, string Account), SemaphoreSlim> _places = new();

    public async ValueTask<IDisposable> EnterAsync(AttemptTarget target, CancellationToken cancellationToken)
    {
        SemaphoreSlim places = _places.GetOrAdd((target.Candidate.Provider.Name, target.Account.Id), _ => new SemaphoreSlim(options.Batches.AccountConcurrency));
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private int _isGiven;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) == 0)
            {
                places.Release();
            }
        }
    }
}
