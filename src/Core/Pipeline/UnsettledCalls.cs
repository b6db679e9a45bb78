using LlmFunctions.Configuration;
using LlmFunctions.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Routing;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Runs calls through the stages as <see cref="CallPipeline"/> does, but leaves it to the caller to write what they used into the ledger:
/// for those who must store the answer first. Limits are settled, and whoever watches has been told.
/// </summary>
public sealed class UnsettledCalls
{
    private readonly CallPipeline _routed;
    private readonly CallPipeline _direct;
    private readonly UsageRecorder _recorder;
    private readonly CallObserver _observer;
    private readonly AppPolicies _policies;
    private readonly ILogger<UnsettledCalls> _logger;

    internal UnsettledCalls(RouteStage route, AttemptStage attempt, UsageRecorder recorder, CallObserver observer, AppPolicies policies, ILogger<UnsettledCalls> logger)
    {
        _routed = new CallPipeline([route, attempt]);
        _direct = new CallPipeline([attempt]);
        _recorder = recorder;
        _observer = observer;
        _policies = policies;
        _logger = logger;
    }

    /// <summary>Runs a call that is not streamed. Whatever goes wrong is its outcome, a defect too: who repeats it would pay for it again.</summary>
    public Task<CallOutcome> RunAsync(GatewayCall call, CancellationToken cancellationToken) => RunAsync(_routed, call, cancellationToken);

    /// <summary>The same with one candidate, which is called without repetitions: once, or once with each of its accounts.</summary>
    public Task<CallOutcome> TryAsync(GatewayCall call, Candidate candidate, CancellationToken cancellationToken)
    {
        call.Policy = _policies.Of(call.Caller.App) with { MaxRetries = 0 };
        call.Candidates = [candidate];
        return RunAsync(_direct, call, cancellationToken);
    }

    /// <summary>Returns when the records are durable. One that is there already is left as it is.</summary>
    public Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) => _recorder.AppendAsync(records, cancellationToken);

    /// <summary>The same for records that are stored nowhere else: one that cannot be written goes to the log.</summary>
    public Task AppendOrLogAsync(IReadOnlyList<UsageRecord> records) => _recorder.AppendOrLogAsync(records);

    private async Task<CallOutcome> RunAsync(CallPipeline pipeline, GatewayCall call, CancellationToken cancellationToken)
    {
        _observer.Begin(call);
        try
        {
            CallAnswer answer = await pipeline.RunAsync(call, cancellationToken);
            return new CallOutcome { Answer = answer, Records = End(call, null) };
        }
        catch (GatewayException failure)
        {
            return new CallOutcome { Error = failure.Error, Records = End(call, failure) };
        }
        catch (OperationCanceledException cancelled) when (cancellationToken.IsCancellationRequested)
        {
            return new CallOutcome { Error = new GatewayError { Kind = ErrorKind.ClientClosed, Message = "The call was given up." }, Records = End(call, cancelled) };
        }
        catch (Exception defect)
        {
            Log.Defect(_logger, defect, call.RequestId);
            GatewayError error = new() { Kind = ErrorKind.Internal, Message = $"The gateway failed. Its log has the reason under the request id {call.RequestId}." };
            return new CallOutcome { Error = error, Records = End(call, defect) };
        }
    }

    private IReadOnlyList<UsageRecord> End(GatewayCall call, Exception? failure)
    {
        IReadOnlyList<UsageRecord> records = _recorder.RecordsOf(call);
        UsageRecorder.Settle(call, records);
        _observer.EndAttempts(call, records);
        _observer.End(call, records, failure);
        return records;
    }
}
