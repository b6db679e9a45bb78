using System.Runtime.CompilerServices;
using LlmFunctions.Errors;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Auditing;

/// <summary>
/// Makes changes that are in the audit log. The entry is durable before the change is begun, so that nothing is changed in
/// secret, whatever crashes; a change that then fails has a second entry that says so.
/// </summary>
public sealed class AuditTrail(IAuditLog log, TimeProvider timeProvider, ILogger<AuditTrail> logger)
{
    /// <exception cref="GatewayException">The entry could not be written, so nothing was changed; or what <paramref name="work"/> throws.</exception>
    public async Task<T> RunAsync<T>(AuditActor actor, AuditedChange change, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        AuditEntry entry = EntryOf(actor, change);
        await log.AppendAsync(entry, cancellationToken);
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            await TellFailureAsync(entry, exception);
            throw;
        }
    }

    public Task RunAsync(AuditActor actor, AuditedChange change, Func<Task> work, CancellationToken cancellationToken) => RunAsync(
        actor,
        change,
        async () =>
        {
            await work();
            return true;
        },
        cancellationToken);

    /// <summary>The same for a change that tells how far it is.</summary>
    public async IAsyncEnumerable<T> RunAsync<T>(AuditActor actor, AuditedChange change, IAsyncEnumerable<T> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuditEntry entry = EntryOf(actor, change);
        await log.AppendAsync(entry, cancellationToken);
        await using IAsyncEnumerator<T> step = steps.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(entry, step))
        {
            yield return step.Current;
        }
    }

    private async ValueTask<bool> NextAsync<T>(AuditEntry entry, IAsyncEnumerator<T> step)
    {
        try
        {
            return await step.MoveNextAsync();
        }
        catch (Exception exception)
        {
            await TellFailureAsync(entry, exception);
            throw;
        }
    }

    private AuditEntry EntryOf(AuditActor actor, AuditedChange change) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        At = timeProvider.GetUtcNow(),
        Actor = actor.Id,
        App = actor.App,
        Action = change.Action,
        Target = change.Target,
        Before = AuditSecrets.Remove(change.Before),
        After = AuditSecrets.Remove(change.After),
        RequestId = actor.RequestId,
        SourceAddress = actor.SourceAddress,
    };

    private async Task TellFailureAsync(AuditEntry entry, Exception failure)
    {
        AuditEntry told = entry with
        {
            Id = Guid.NewGuid().ToString("N"),
            At = timeProvider.GetUtcNow(),
            Failure = ErrorKinds.Describe(failure switch
            {
                GatewayException known => known.Error.Kind,
                OperationCanceledException => ErrorKind.ClientClosed,
                _ => ErrorKind.Internal,
            }).Code,
            Of = entry.Id,
        };
        try
        {
            // The client may have gone; what became of its change is told all the same.
            await log.AppendAsync(told, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The first failure is what the client has to know.
            Log.FailureNotAudited(logger, exception, told);
        }
    }
}
