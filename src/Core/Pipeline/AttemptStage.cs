using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Owns the attempts of a call: makes one after another until one gives the answer, nothing more is worth a try, or the time is
/// up. What comes next after which failure is decided by <see cref="AttemptPlan"/>.
/// </summary>
internal sealed class AttemptStage(Hedge attempts, ITargetPool pool, GatewayOptions options, Random random, TimeProvider timeProvider, ILogger<AttemptStage> logger) : ICallStage
{
    public async Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        CallDeadline deadline = new(call.Wishes.Timeout < options.Deadline ? call.Wishes.Timeout.Value : options.Deadline, timeProvider);
        AttemptPlan plan = new(call.Candidates, RetryOf(call), pool, Chance);
        GatewayException? failure = null;
        while (await NextAsync(plan, failure is not null, deadline, cancellationToken) is { } target)
        {
            try
            {
                return await attempts.RunAsync(call, plan, target, deadline, cancellationToken);
            }
            catch (QuotaExceededException exceeded) when (!exceeded.IsOfAccount)
            {
                // It is the same for every candidate.
                throw;
            }
            catch (GatewayException exception)
            {
                failure = exception;
            }

            if (plan.After(failure.Error, deadline) is not { } wait)
            {
                break;
            }

            Log.TryingAgain(logger, call.RequestId, target.Candidate.Provider.Name, target.Candidate.Model, failure.Error.Kind, failure.Message, wait);
            await WaitAsync(wait, cancellationToken);
        }

        throw failure ?? new GatewayException(plan.NobodyLeft());
    }

    private async ValueTask<AttemptTarget?> NextAsync(AttemptPlan plan, bool hasWaited, CallDeadline deadline, CancellationToken cancellationToken)
    {
        AttemptTarget? next = plan.Next();
        while (next is null && hasWaited && plan.Rest(deadline) is { } rest)
        {
            await WaitAsync(rest, cancellationToken);
            next = plan.Next();
        }

        return next;
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            throw new GatewayException(ErrorKind.ClientClosed, "The client closed the connection.", innerException: exception);
        }
    }

    private RetryOptions RetryOf(GatewayCall call) => call.Policy is { MaxRetries: null, Backoff: null }
        ? options.Retry
        : options.Retry with { MaxRetries = call.Policy.MaxRetries ?? options.Retry.MaxRetries, Backoff = call.Policy.Backoff ?? options.Retry.Backoff };

    // Random is not safe for concurrent use, and a call asks at most a few times.
    private double Chance()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
