using Azure.Data.Tables;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>The tables of a task hub. Their names are not those that the official runtime gives to its own, which hold something else.</summary>
internal sealed class DurableTables(TableServiceClient service, string hub)
{
    private readonly Lazy<Task> _created = new(() => Task.WhenAll(
        service.CreateTableIfNotExistsAsync(hub + "LocalInstances", CancellationToken.None),
        service.CreateTableIfNotExistsAsync(hub + "LocalHistory", CancellationToken.None),
        service.CreateTableIfNotExistsAsync(hub + "LocalWork", CancellationToken.None)));

    /// <summary>One row an instance: what queries are answered from.</summary>
    public TableClient Instances { get; } = service.GetTableClient(hub + "LocalInstances");

    /// <summary>One partition an instance: its events, and the head that says which of them count.</summary>
    public TableClient History { get; } = service.GetTableClient(hub + "LocalHistory");

    /// <summary>Messages to instances, and activities to run.</summary>
    public TableClient Work { get; } = service.GetTableClient(hub + "LocalWork");

    public Task EnsureCreatedAsync(CancellationToken cancellationToken) => _created.Value.WaitAsync(cancellationToken);
}
