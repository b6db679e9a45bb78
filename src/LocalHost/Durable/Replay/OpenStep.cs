using LlmFunctions.LocalHost.Durable.History;
using Microsoft.DurableTask;

namespace LlmFunctions.LocalHost.Durable.Replay;

/// <summary>A step that the orchestrator waits for.</summary>
internal abstract class OpenStep(HistoryEvent scheduled)
{
    public HistoryEvent Scheduled => scheduled;

    public abstract void Complete(string? data);

    public abstract void Fail(StoredFailure failure);
}

/// <summary>A step with a result.</summary>
internal sealed class OpenStep<T>(HistoryEvent scheduled, DataConverter converter) : OpenStep(scheduled)
{
    private readonly TaskCompletionSource<T> _source = new();

    public Task<T> Task => _source.Task;

    public bool TryCancel(CancellationToken cancellationToken) => _source.TrySetCanceled(cancellationToken);

    public override void Complete(string? data)
    {
        try
        {
            _source.TrySetResult(converter.Deserialize<T>(data)!);
        }
        catch (Exception e)
        {
            _source.TrySetException(e);
        }
    }

    public override void Fail(StoredFailure failure) =>
        _source.TrySetException(new TaskFailedException(Scheduled.Name!, Scheduled.TaskId, failure.ToDetails()));
}
