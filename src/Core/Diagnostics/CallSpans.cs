using System.Diagnostics;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Usage;

namespace LlmFunctions.Diagnostics;

/// <summary>
/// The spans of a call: one for the call, one for each attempt, one for the wait until usage is durable. Nobody's words are in
/// them. Without a listener none is made and nothing is computed.
/// </summary>
internal static class CallSpans
{
    private const string UsageLedger = "usage ledger";

    public static Activity? StartCall(GatewayCall call, DateTimeOffset now)
    {
        if (!GatewayTelemetry.Source.HasListeners())
        {
            return null;
        }

        string? model = call.Asked.Model is { } asked ? PlainText.Of(asked) : null;
        Activity? span = GatewayTelemetry.Source.StartActivity(
            model is null ? call.Operation : $"{call.Operation} {model}", ActivityKind.Internal, TraceOf(call), startTime: now);
        span?.SetTag(GenAiNames.Operation, call.Operation)
            .SetTag(GenAiNames.RequestModel, model)
            .SetTag(GenAiNames.App, call.Caller.App)
            .SetTag(GenAiNames.RequestId, call.RequestId);
        return span;
    }

    public static Activity? StartAttempt(GatewayCall call, Attempt attempt)
    {
        if (!GatewayTelemetry.Source.HasListeners())
        {
            return null;
        }

        string model = PlainText.Of(attempt.Candidate.Model);
        Activity? span = GatewayTelemetry.Source.StartActivity(
            $"{call.Operation} {model}", ActivityKind.Client, ParentOf(call), startTime: attempt.StartedAt);
        Uri address = attempt.Provider.BaseUrl;
        span?.SetTag(GenAiNames.Operation, call.Operation)
            .SetTag(GenAiNames.Provider, TelemetryNames.Of(attempt.Provider.Name))
            .SetTag(GenAiNames.RequestModel, model)
            .SetTag(GenAiNames.ServerAddress, address.Host)
            .SetTag(GenAiNames.ServerPort, address.Port)
            .SetTag(GenAiNames.Account, attempt.Account)
            .SetTag(GenAiNames.Attempt, attempt.Number);
        return span;
    }

    public static void EndAttempt(Attempt attempt, UsageRecord record)
    {
        if (attempt.Span is not { } span)
        {
            return;
        }

        SetUsage(span, attempt, record);
        span.SetTag(GenAiNames.StatusCode, record.UpstreamStatus)
            .SetTag(GenAiNames.TimeToFirstToken, record.TimeToFirstToken?.TotalSeconds);
        End(span, record.Outcome, record.StartedAt + record.Duration);
    }

    public static Activity? StartRecording(GatewayCall call)
    {
        if (call.Span is null || call.Attempts.Count == 0)
        {
            return null;
        }

        return GatewayTelemetry.Source.StartActivity($"append {UsageLedger}", ActivityKind.Client, ParentOf(call))
            ?.SetTag("db.operation.name", "append")
            .SetTag("db.collection.name", UsageLedger)
            .SetTag("db.operation.batch.size", call.Attempts.Count);
    }

    public static void EndRecording(Activity? span, bool durable)
    {
        if (span is not null && !durable)
        {
            Fail(span, "storage_unavailable");
        }
    }

    public static void EndCall(GatewayCall call, Attempt? served, UsageRecord? record, string outcome, DateTimeOffset now)
    {
        if (call.Span is not { } span)
        {
            return;
        }

        if (served is not null && record is not null)
        {
            span.SetTag(GenAiNames.Provider, TelemetryNames.Of(served.Provider.Name));
            SetUsage(span, served, record);
        }

        span.SetTag(GenAiNames.Strategy, call.Strategy).SetTag(GenAiNames.Experiment, call.Experiment?.ToString()).SetTag(GenAiNames.Attempts, call.Attempts.Count);
        End(span, outcome, now);
    }

    private static void SetUsage(Activity span, Attempt attempt, UsageRecord record)
    {
        span.SetTag(GenAiNames.ResponseModel, attempt.ResponseModel is { } model ? PlainText.Of(model) : null)
            .SetTag(GenAiNames.FinishReasons, record.FinishReason is { } reason ? (string[])[reason] : null)
            .SetTag(GenAiNames.Cost, (double?)record.Cost);
        if (record.Outcome != Attempt.Success && record is { PromptTokens: 0, CompletionTokens: 0 })
        {
            return;
        }

        span.SetTag(GenAiNames.InputTokens, record.PromptTokens)
            .SetTag(GenAiNames.OutputTokens, record.CompletionTokens)
            .SetTag(GenAiNames.CacheReadTokens, record.CachedTokens)
            .SetTag(GenAiNames.CacheCreationTokens, record.CacheWriteTokens)
            .SetTag(GenAiNames.Estimated, record.Estimated);
    }

    // What runs now is the parent, unless it knows nothing of the trace: a host that starts a job's activities need not.
    private static ActivityContext TraceOf(GatewayCall call) =>
        ActivityContext.TryParse(call.TraceParent, null, isRemote: true, out ActivityContext trace) && Activity.Current?.TraceId != trace.TraceId ? trace : default;

    // The call's own span, not what happens to run: an attempt that follows another is not its child.
    private static ActivityContext ParentOf(GatewayCall call) => call.Span?.Context ?? default;

    private static void End(Activity span, string outcome, DateTimeOffset end)
    {
        span.SetTag(GenAiNames.Outcome, outcome);
        if (outcome != Attempt.Success)
        {
            Fail(span, outcome);
        }

        span.SetEndTime(end.UtcDateTime);
        span.Stop();
    }

    private static void Fail(Activity span, string type) => span.SetTag(GenAiNames.ErrorType, type).SetStatus(ActivityStatusCode.Error);
}
