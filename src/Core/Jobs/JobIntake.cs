using LlmFunctions.Errors;

namespace LlmFunctions.Jobs;

/// <summary>
/// Takes jobs in. Each step can be done again: a request that is repeated after a crash, or that comes twice at once, completes
/// what the first had begun instead of beginning another job.
/// </summary>
public sealed class JobIntake(IJobStore jobs, IPayloadStore payloads)
{
    /// <summary>Returns when the job and its request are durable.</summary>
    /// <param name="wanted">The job, with an id of its own.</param>
    /// <param name="idempotencyKey">The header's value; null for none.</param>
    /// <param name="body">What is asked.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>The job: the wanted one, or that of an earlier request with the same key.</returns>
    /// <exception cref="GatewayException">The key stands for another request.</exception>
    public async Task<Job> AcceptAsync(Job wanted, string? idempotencyKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string requestHash = IdempotencyKey.HashOf(wanted.Kind, wanted.Dialect, body.Span);
        JobClaim claim = await jobs.BeginAsync(wanted, IdempotencyKey.Hash(idempotencyKey), requestHash, cancellationToken);
        if (claim.RequestHash != requestHash)
        {
            throw new GatewayException(ErrorKind.IdempotencyKeyReused, $"The {IdempotencyKey.Header} was used before with another request.", IdempotencyKey.Header);
        }

        if (claim.JobId != wanted.Id && await jobs.FindAsync(wanted.App, claim.JobId, cancellationToken) is { } known)
        {
            return known;
        }

        await payloads.SaveAsync(claim.JobId, PayloadNames.Request, body, cancellationToken);
        Job job = wanted with { Id = claim.JobId };
        await jobs.AddAsync(job, cancellationToken);
        return job;
    }
}
