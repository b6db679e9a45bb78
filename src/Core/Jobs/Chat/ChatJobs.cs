using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Pipeline;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;

namespace LlmFunctions.Jobs.Chat;

/// <summary>The activities of chat jobs. Each can be done again: what was decided or answered is stored before it is told.</summary>
public sealed class ChatJobs(
    JobProgress progress, IPayloadStore payloads, RecordedCalls recorded, UnsettledCalls calls, Router router, AppPolicies policies, GatewayOptions options, Random random)
{
    /// <summary>Refuses at once what could never be answered.</summary>
    /// <exception cref="GatewayException">Why it could not.</exception>
    public void Check(ChatCall call)
    {
        if (call.IsStreaming)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "What is answered later cannot be streamed: leave out 'stream', or the header 'Prefer: respond-async'.", "stream");
        }

        try
        {
            Route(call);
        }
        catch (GatewayException exception) when (MayPass(exception.Error))
        {
            // By the time that it is called, there may be somebody.
        }
    }

    /// <summary>Decides who may answer; returns what comes next.</summary>
    public async Task<ChatStep> PlanAsync(ChatStep step, CancellationToken cancellationToken)
    {
        if (await progress.BeginAsync(step.Job, cancellationToken) is not { } job)
        {
            return step with { IsLast = true };
        }

        ChatStep planned = step with { IsPlanned = true, Repetitions = 0, Wait = TimeSpan.Zero };
        if (await payloads.FindAsync(job.Id, PayloadNames.Plan, cancellationToken) is not null)
        {
            return planned;
        }

        try
        {
            RoutingDecision decision = Route(await CallOfAsync(job, attemptsBefore: 0, cancellationToken));
            ChatPlan plan = new([.. decision.Candidates.Select(static candidate => new PlannedCandidate(candidate.Provider.Name, candidate.Model))], decision.Strategy) { Experiment = decision.Experiment };
            await payloads.SaveAsync(job.Id, PayloadNames.Plan, JsonSerializer.SerializeToUtf8Bytes(plan, JobJson.Stored.ChatPlan), cancellationToken);
            return planned;
        }
        catch (GatewayException exception) when (exception.Error.Kind != ErrorKind.StorageUnavailable)
        {
            RetryOptions retry = RetryOf(job);
            TimeSpan wait = exception.Error.RetryAfter ?? RetryPolicy.Backoff(retry, step.Repetitions, Chance());
            return MayPass(exception.Error) && step.Repetitions < retry.MaxRetries && wait <= options.Jobs.MaxWait
                ? step with { Repetitions = step.Repetitions + 1, Wait = wait }
                : await EndAsync(step, new JobResult { Error = exception.Error }, cancellationToken);
        }
    }

    /// <summary>Calls one candidate; returns what comes next.</summary>
    public async Task<ChatStep> TryAsync(ChatStep step, CancellationToken cancellationToken)
    {
        if (await progress.BeginAsync(step.Job, cancellationToken) is not { } job)
        {
            return step with { IsLast = true };
        }

        ReadOnlyMemory<byte> stored = await payloads.FindAsync(job.Id, PayloadNames.Plan, cancellationToken)
            ?? throw new InvalidOperationException($"The job '{job.Id}' has no plan.");
        ChatPlan plan = JsonSerializer.Deserialize(stored.Span, JobJson.Stored.ChatPlan)!;
        Candidate[] candidates;
        try
        {
            candidates = [.. plan.Candidates.Select(planned => router.At(planned.Provider, planned.Model))];
        }
        catch (GatewayException exception)
        {
            // The settings were changed since then.
            return await EndAsync(step, new JobResult { Error = exception.Error }, cancellationToken);
        }

        ChatCall call = await CallOfAsync(job, step.Attempts, cancellationToken);
        call.Strategy = plan.Strategy;
        call.Experiment = plan.Experiment;
        RecordedCall made = await recorded.RunAsync(
            job.Id,
            PayloadNames.Call(step.Number),
            () => call,
            (call, cancellation) => progress.WhileWantedAsync(job, hasQuorum: false, wanted => calls.TryAsync(call, candidates[step.Candidate], wanted), cancellation),
            Write,
            cancellationToken);
        JobResult result = JsonSerializer.Deserialize(made.Result.Span, JobJson.Stored.JobResult)!;
        ChatStep done = step with { Attempts = step.Attempts + made.Records.Count };
        ChatStep next = result.Error is { } error ? ChatSteps.After(done, error, candidates, RetryOf(job), options.Jobs.MaxWait, Chance()) : done with { IsLast = true };
        return next.IsLast ? await EndAsync(next, result, cancellationToken) : next;
    }

    private static bool MayPass(GatewayError error) => error.Kind is ErrorKind.NoHealthyProvider or ErrorKind.RateLimited;

    private static ReadOnlyMemory<byte> Write(GatewayCall call, CallOutcome outcome) =>
        JsonSerializer.SerializeToUtf8Bytes(ResultOf(call, outcome), JobJson.Stored.JobResult);

    private static JobResult ResultOf(GatewayCall call, CallOutcome outcome)
    {
        if (outcome.Answer is not WholeAnswer answer)
        {
            return new JobResult { Error = outcome.Error };
        }

        try
        {
            return new JobResult
            {
                Answer = JsonBody.TryParse(answer.PassesThrough ? answer.Raw : Translate(call, answer.Response)) ?? throw UpstreamErrors.Malformed("what is not JSON"),
                Dropped = answer.Dropped.Count > 0 ? call.NamesOf(answer.Dropped) : null,
                Experiment = call.Experiment?.ToString(),
                Warning = answer.Attempt.Candidate.Notice?.Text,
            };
        }
        catch (GatewayException exception)
        {
            // The answer has what the client's dialect has no form for.
            return new JobResult { Error = exception.Error };
        }
    }

    private static ReadOnlyMemory<byte> Translate(GatewayCall call, ChatResponse response)
    {
        ArrayBufferWriter<byte> body = new(1024);
        call.Dialect.WriteResponse(response, body);
        return body.WrittenMemory;
    }

    private async Task<ChatStep> EndAsync(ChatStep step, JobResult result, CancellationToken cancellationToken)
    {
        await progress.FinishAsync(step.Job, result, cancellationToken);
        return step with { IsLast = true };
    }

    private async Task<ChatCall> CallOfAsync(Job job, int attemptsBefore, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await payloads.FindAsync(job.Id, PayloadNames.Request, cancellationToken)
            ?? throw new InvalidOperationException($"The job '{job.Id}' has no request.");
        var dialect = JobDialects.Of(job);
        return new ChatCall
        {
            RequestId = job.RequestId,
            Caller = job.Caller,
            Dialect = dialect,
            Request = dialect.ReadRequest(body) with { Headers = job.Headers },
            Wishes = job.Wishes,
            ClientAddress = job.ClientAddress,
            TraceParent = job.TraceParent,
            AttemptsBefore = attemptsBefore,
        };
    }

    private RoutingDecision Route(ChatCall call) => router.Route(call.Asked, call.MakeDemand(), policies.Of(call.Caller.App), call.Wishes.Of(call.Caller));

    private RetryOptions RetryOf(Job job)
    {
        AppPolicy policy = policies.Of(job.App);
        return options.Retry with { MaxRetries = policy.MaxRetries ?? options.Retry.MaxRetries, Backoff = policy.Backoff ?? options.Retry.Backoff };
    }

    // Random is not safe for concurrent use, and a job asks at most a few times.
    private double Chance()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
