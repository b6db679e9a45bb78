using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>Tries a step again as its policy or handler says; waits by durable timers.</summary>
internal static class Retries
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> step) => retry switch
    {
        { Policy: { } policy } => ByPolicyAsync(context, policy, step),
        { Handler: { } handler } => ByHandlerAsync(context, handler, step),
        _ => step(),
    };

    private static async Task<T> ByPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> step)
    {
        var first = context.CurrentUtcDateTime;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await step();
            }
            catch (TaskFailedException e) when (attempt + 1 < policy.MaxNumberOfAttempts && policy.Handle(e) && !IsLate(policy, first, context))
            {
                // Tried again below, once the delay is over.
            }

            await context.CreateTimer(DelayAfter(policy, attempt), CancellationToken.None);
        }
    }

    private static async Task<T> ByHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> step)
    {
        var first = context.CurrentUtcDateTime;
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await step();
            }
            catch (TaskFailedException e)
            {
                var retry = new RetryContext(context, failures, e.FailureDetails, context.CurrentUtcDateTime - first, CancellationToken.None);
                if (!await handler(retry))
                {
                    throw;
                }
            }
        }
    }

    private static bool IsLate(RetryPolicy policy, DateTime first, TaskOrchestrationContext context) =>
        policy.RetryTimeout > TimeSpan.Zero && policy.RetryTimeout < DateTime.MaxValue - first
        && context.CurrentUtcDateTime >= first + policy.RetryTimeout;

    private static TimeSpan DelayAfter(RetryPolicy policy, int attempt)
    {
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt);
        return milliseconds < policy.MaxRetryInterval.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : policy.MaxRetryInterval;
    }
}
