namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>Everything that a task hub keeps.</summary>
internal sealed class DurableStore(DurableTables tables)
{
    public InstanceTable Instances { get; } = new(tables);

    public HistoryTable Histories { get; } = new(tables);

    public MessageTable Messages { get; } = new(tables);

    public ActivityTable Activities { get; } = new(tables);

    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => tables.EnsureCreatedAsync(cancellationToken);

    /// <summary>Removes an instance; its state last, so that what is cut off in the middle can be done again.</summary>
    public async Task PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        await Activities.DeleteOfAsync(instanceId, cancellationToken);
        await Messages.DeleteAsync(
            instanceId,
            (await Messages.ReadAsync(instanceId, DateTimeOffset.MaxValue.AddYears(-1), cancellationToken)).Select(static message => message.Id),
            cancellationToken);
        await Histories.DeleteAllAsync(instanceId, cancellationToken);
        await Instances.DeleteAsync(instanceId, cancellationToken);
    }
}
