using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A table that is created at its first use, so that nothing is asked of the storage while the app starts.</summary>
internal sealed class LazyTable(TableServiceClient service, string name)
{
    private readonly TableClient _client = service.GetTableClient(name);
    private readonly Lock _lock = new();
    private Task? _created;

    public async ValueTask<TableClient> GetAsync(CancellationToken cancellationToken)
    {
        Task created;
        lock (_lock)
        {
            if (_created is null || _created.IsFaulted || _created.IsCanceled)
            {
                // Shared by all who wait, so it must not end with the first one's request.
                _created = _client.CreateIfNotExistsAsync(CancellationToken.None);
            }

            created = _created;
        }

        await created.WaitAsync(cancellationToken);
        return _client;
    }
}
