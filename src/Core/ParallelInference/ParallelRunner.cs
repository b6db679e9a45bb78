using System.Runtime.CompilerServices;

namespace LlmFunctions.ParallelInference;

/// <summary>Calls all models of a request at once, and makes one answer of theirs if that is wanted.</summary>
public sealed class ParallelRunner(ModelCaller caller)
{
    /// <summary>The results, each as soon as it is there.</summary>
    public async IAsyncEnumerable<ParallelResult> RunAsync(ParallelCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = new();
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<ParallelResult>> calls = [.. call.Request.Models.Select(model => caller.CallAsync(call, model, call.Request.For(model), enough.Token, left.Token))];
        try
        {
            int answers = 0;
            await foreach (Task<ParallelResult> done in Task.WhenEach(calls))
            {
                ParallelResult result = await done;
                answers += result.Error is null ? 1 : 0;
                if (answers == call.Request.Quorum)
                {
                    await enough.CancelAsync();
                }

                yield return result;
            }
        }
        finally
        {
            // Whoever stops reading before the end has gone: nothing may go on behind its back.
            await left.CancelAsync();
            await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is said when all results are there.</summary>
    public async Task<ParallelResponse> FinishAsync(ParallelCall call, IReadOnlyList<ParallelResult> results, CancellationToken cancellationToken) =>
        ParallelResponse.Of(
            results,
            await Aggregator.AggregateAsync(call, results, (judge, request) => caller.CallAsync(call, judge, request, CancellationToken.None, cancellationToken)));
}
