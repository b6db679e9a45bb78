using System.Collections.Concurrent;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Resilience;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Makes an attempt, and where it is switched on, gives one that is slower than usual the company of the next candidate:
/// the first answer counts, the other attempt is called off.
/// </summary>
internal sealed class Hedge(HedgeOptions options, AttemptRunner attempts, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<(string Provider, string Model, bool Streamed), ResponseTimes> _times = new();

    public Task<CallAnswer> RunAsync(GatewayCall call, AttemptPlan plan, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken) =>
        options.Enabled ? RaceAsync(call, plan, target, deadline, cancellationToken) : attempts.RunAsync(call, target, deadline, cancellationToken);

    private async Task<CallAnswer> RaceAsync(GatewayCall call, AttemptPlan plan, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        Contender first = Start(call, target, deadline, cancellationToken);
        if (!await IsSlowAsync(call, target, first.Answer) || plan.Alternative() is not { } other)
        {
            return await first.Answer;
        }

        Contender second = Start(call, other, deadline, cancellationToken);
        await Task.WhenAny(first.Answer, second.Answer);
        if (first.HasFailed || second.HasFailed)
        {
            // If both do, it is the second one's failure that the plan goes on from.
            Contender left = first.HasFailed ? second : first;
            await Task.WhenAny(left.Answer);
            return await (left.HasFailed ? second : left).Answer;
        }

        (Contender winner, Contender loser) = first.Answer.IsCompletedSuccessfully ? (first, second) : (second, first);
        CallAnswer answer = await winner.Answer;
        await CallOffAsync(call, loser, answer.Attempt);
        return answer;
    }

    private Contender Start(GatewayCall call, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        // Lives as long as the answer is read; what it is linked to ends with the request.
        CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return new Contender(MeasureAsync(call, target, deadline, leaving.Token), leaving);
    }

    private async Task<CallAnswer> MeasureAsync(GatewayCall call, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        CallAnswer answer = await attempts.RunAsync(call, target, deadline, cancellationToken);
        TimesOf(call, target).Add(answer.Attempt.Timing.Total);
        return answer;
    }

    private async Task<bool> IsSlowAsync(GatewayCall call, AttemptTarget target, Task<CallAnswer> answer)
    {
        if (!target.HasFallback || (options.After ?? TimesOf(call, target).Percentile95()) is not { } usual)
        {
            return false;
        }

        try
        {
            await answer.WaitAsync(usual, timeProvider, CancellationToken.None);
        }
        catch (TimeoutException) when (!answer.IsCompleted)
        {
            return true;
        }
        catch (Exception) when (answer.IsCompleted)
        {
            // Whoever awaits the answer gets it, and its failure.
        }

        return false;
    }

    private static async Task CallOffAsync(GatewayCall call, Contender loser, Attempt winner)
    {
        Attempt[] others;
        lock (call.Attempts)
        {
            others = [.. call.Attempts.Where(attempt => attempt != winner)];
        }

        foreach (Attempt attempt in others)
        {
            attempt.Supersede();
        }

        await loser.Leaving.CancelAsync();
        try
        {
            if (await loser.Answer is StreamedAnswer streamed)
            {
                await streamed.Items.GetAsyncEnumerator(CancellationToken.None).DisposeAsync();
            }
        }
        catch (GatewayException) when (loser.Leaving.IsCancellationRequested)
        {
            // It was told to stop, and its attempt is recorded as superseded.
        }
    }

    private ResponseTimes TimesOf(GatewayCall call, AttemptTarget target) =>
        _times.GetOrAdd((target.Candidate.Provider.Name, target.Candidate.Model, call.IsStreaming), static _ => new ResponseTimes());

    private readonly record struct Contender(Task<CallAnswer> Answer, CancellationTokenSource Leaving)
    {
        public bool HasFailed => Answer.IsCompleted && !Answer.IsCompletedSuccessfully;
    }
}
