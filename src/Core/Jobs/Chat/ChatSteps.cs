using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;

namespace LlmFunctions.Jobs.Chat;

/// <summary>Decides what a chat job does after a failure, by the rules that hold for calls that are waited for. Knows no clock and no chance.</summary>
internal static class ChatSteps
{
    /// <param name="step">What has failed.</param>
    /// <param name="error">How.</param>
    /// <param name="candidates">The plan's.</param>
    /// <param name="retry">How often and after which waits a candidate is called again.</param>
    /// <param name="longestWait">The longest wait that a provider may ask for.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static ChatStep After(ChatStep step, GatewayError error, IReadOnlyList<Candidate> candidates, RetryOptions retry, TimeSpan longestWait, double chance)
    {
        RetryStep kind = StepAfter(error);
        ChatStep next = step with
        {
            Number = step.Number + 1,
            Wait = TimeSpan.Zero,
            TooSmall = kind == RetryStep.LargerWindow ? step.Candidate : step.TooSmall,
            Refusing = kind == RetryStep.OtherModel ? [.. step.Refusing, step.Candidate] : step.Refusing,
        };
        TimeSpan asked = error.RetryAfter ?? TimeSpan.Zero;
        bool mayRepeat = kind is RetryStep.Retry or RetryStep.Elsewhere or RetryStep.Silent && step.Repetitions < retry.MaxRetries && asked <= longestWait;
        if (kind == RetryStep.End || (kind == RetryStep.Retry && mayRepeat))
        {
            return kind == RetryStep.End ? next with { IsLast = true } : Again();
        }

        return Other(next, candidates) is { } other ? next with { Candidate = other, Repetitions = 0 }
            : mayRepeat ? Again()
            : next with { IsLast = true };

        ChatStep Again()
        {
            TimeSpan backoff = RetryPolicy.Backoff(retry, step.Repetitions, chance);
            return next with { Repetitions = step.Repetitions + 1, Wait = asked > backoff ? asked : backoff };
        }
    }

    // A job can wait until a provider may be called again.
    private static RetryStep StepAfter(GatewayError error) =>
        error.Kind == ErrorKind.NoHealthyProvider ? RetryStep.Elsewhere : RetryPolicy.StepAfter(error);

    private static int? Other(ChatStep step, IReadOnlyList<Candidate> candidates)
    {
        for (int i = step.Candidate + 1; i < candidates.Count; i++)
        {
            bool isLargeEnough = step.TooSmall is not { } small || AttemptPlan.MayBeLarger(candidates[i], candidates[small]);
            if (isLargeEnough && !step.Refusing.Any(refusing => AttemptPlan.IsSameModel(candidates[i], candidates[refusing])))
            {
                return i;
            }
        }

        return null;
    }
}
