using System.Diagnostics;
using Azure;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// A table that is created at its first use, so that nothing is asked of the storage while the app starts, and created anew
/// when somebody has deleted it.
/// </summary>
/// <param name="service">The storage account.</param>
/// <param name="name">The table.</param>
/// <param name="isShared">Whether work on it is done for several requests at once, so that it belongs to the trace of none.</param>
internal sealed class LazyTable(TableServiceClient service, string name, bool isShared = false)
{
    private readonly TableClient _client = service.GetTableClient(name);
    private readonly Lock _lock = new();
    private Task? _created;

    /// <summary>Does something with the table; does it once more when the table turns out to be gone.</summary>
    public async Task<T> RunAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken)
    {
        using Activity? span = isShared ? null : TableSpan.Start(name);
        try
        {
            return await WorkAsync(work, cancellationToken);
        }
        catch (Exception exception) when (span is not null)
        {
            TableSpan.Fail(span, exception);
            throw;
        }
    }

    private async Task<T> WorkAsync<T>(Func<TableClient, Task<T>> work, CancellationToken cancellationToken)
    {
        Task created = Create(gone: null);
        await created.WaitAsync(cancellationToken);
        try
        {
            return await work(_client);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == "TableNotFound")
        {
            await Create(gone: created).WaitAsync(cancellationToken);
            return await work(_client);
        }
    }

    /// <param name="gone">The creation of the table that is gone; only the first who notices has to create it anew.</param>
    private Task Create(Task? gone)
    {
        lock (_lock)
        {
            if (_created is null || _created.IsFaulted || _created.IsCanceled || _created == gone)
            {
                // Shared by all who wait, so it must not end with the first one's request.
                _created = _client.CreateIfNotExistsAsync(CancellationToken.None);
            }

            return _created;
        }
    }
}
