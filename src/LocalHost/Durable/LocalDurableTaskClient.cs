using LlmFunctions.LocalHost.Durable.History;
using LlmFunctions.LocalHost.Durable.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.LocalHost.Durable;

/// <summary>The client that <c>[DurableClient]</c> brings.</summary>
internal sealed class LocalDurableTaskClient(
    DurableStore store, DataConverter converter, DurableClock clock, Signals signals, DurableOptions options, TimeProvider time)
    : DurableTaskClient(options.Hub)
{
    private const int LongestId = 100;

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        var instanceId = Checked(options?.InstanceId ?? Guid.NewGuid().ToString("N"));
        await store.EnsureCreatedAsync(cancellation);
        var existing = await store.Instances.FindAsync(instanceId, cancellation);
        var started = new HistoryEvent(EventKind.ExecutionStarted)
        {
            Name = orchestratorName,
            Data = converter.Serialize(input),
            Key = Guid.NewGuid().ToString("N"),
            Time = options?.StartAt,
            Tags = options is { Tags.Count: > 0 } ? options.Tags : null,
            CreatedAt = clock.Now,
        };
        if (existing is { State.HasEnded: false } || !await store.Messages.TryAddAsync(Messages.Start(instanceId, started), cancellation))
        {
            throw new InvalidOperationException($"An orchestration instance with the id '{instanceId}' exists already and has not ended.");
        }

        var pending = new InstanceState(instanceId, orchestratorName, OrchestrationRuntimeStatus.Pending, clock.Now, clock.Now) { Input = started.Data, Tags = started.Tags };
        await store.Instances.PutPendingAsync(pending, existing?.ETag, cancellation);
        signals.WorkAdded();
        return instanceId;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent(EventKind.EventRaised) { Name = eventName, Data = converter.Serialize(eventPayload) }, cancellation);

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            new HistoryEvent(EventKind.Terminated) { Data = converter.Serialize(options?.Output), Recursive = options?.Recursive ?? false },
            cancellation);

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent(EventKind.Suspended) { Data = reason }, cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, new HistoryEvent(EventKind.Resumed) { Data = reason }, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static state => state.Status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static state => state.HasEnded, getInputsAndOutputs, cancellation);

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        await store.EnsureCreatedAsync(cancellation);
        return await store.Instances.FindAsync(Checked(instanceId), cancellation) is { } found ? ToMetadata(found.State, getInputsAndOutputs) : null;
    }

    public override Microsoft.DurableTask.AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var query = filter ?? new OrchestrationQuery();
        var condition = InstanceTable.Filter(query.CreatedFrom, query.CreatedTo, query.Statuses, query.InstanceIdPrefix);
        return Pageable.Create(async (token, size, cancellation) =>
        {
            await store.EnsureCreatedAsync(cancellation);
            var (states, next) = await store.Instances.PageAsync(condition, size ?? query.PageSize, token ?? query.ContinuationToken, cancellation);
            return new Microsoft.DurableTask.Page<OrchestrationMetadata>([.. states.Select(state => ToMetadata(state, query.FetchInputsAndOutputs))], next);
        });
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        await store.EnsureCreatedAsync(cancellation);
        if (await store.Instances.FindAsync(Checked(instanceId), cancellation) is not { State.HasEnded: true })
        {
            return new PurgeResult(0);
        }

        await store.PurgeAsync(instanceId, cancellation);
        return new PurgeResult(1);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var purged = 0;
        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        await foreach (var instance in GetAllInstancesAsync(query).WithCancellation(cancellation))
        {
            purged += instance.IsCompleted ? (await PurgeInstanceAsync(instance.InstanceId, options, cancellation)).PurgedInstanceCount : 0;
        }

        return new PurgeResult(purged);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task SendAsync(string instanceId, HistoryEvent e, CancellationToken cancellationToken)
    {
        await store.EnsureCreatedAsync(cancellationToken);
        await store.Messages.PutAsync([Messages.FromOutside(Checked(instanceId), clock.NextTicks(), e)], cancellationToken);
        signals.WorkAdded();
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<InstanceState, bool> isEnough, bool withPayloads, CancellationToken cancellationToken)
    {
        await store.EnsureCreatedAsync(cancellationToken);
        while (true)
        {
            var changed = signals.ChangeOf(instanceId);
            var found = await store.Instances.FindAsync(Checked(instanceId), cancellationToken)
                ?? throw new InvalidOperationException($"There is no orchestration instance with the id '{instanceId}'.");
            if (isEnough(found.State))
            {
                return ToMetadata(found.State, withPayloads);
            }

            // Another process may be the one that changes it.
            await changed.WaitAsync(options.PollInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private OrchestrationMetadata ToMetadata(InstanceState state, bool withPayloads) => new(state.Name, state.InstanceId)
    {
        RuntimeStatus = state.Status,
        CreatedAt = state.CreatedAt,
        LastUpdatedAt = state.UpdatedAt,
        FailureDetails = state.Failure?.ToDetails(),
        Tags = state.Tags ?? new Dictionary<string, string>(),
        DataConverter = withPayloads ? converter : null,
        SerializedInput = withPayloads ? state.Input : null,
        SerializedOutput = withPayloads ? state.Output : null,
        SerializedCustomStatus = withPayloads ? state.CustomStatus : null,
    };

    /// <summary>The rules of the official runtime.</summary>
    private static string Checked(string instanceId) =>
        instanceId is { Length: > 0 and <= LongestId } && instanceId[0] != '@' && !instanceId.Any(static c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            ? instanceId
            : throw new ArgumentException(
                $"'{instanceId}' is not an instance id: 1 to {LongestId} characters without / \\ # ? and control characters, not beginning with @.", nameof(instanceId));
}
