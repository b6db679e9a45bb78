using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// The tables of the usage ledger, one for each day: <c>Usage20260115</c>. So a day is deleted with its table and not row by row, and
/// what is asked of one day takes as long however many there are.
/// </summary>
internal sealed class UsageTables(TableServiceClient service)
{
    private const string Prefix = "Usage";
    private readonly ConcurrentDictionary<string, LazyTable> _days = new(StringComparer.Ordinal);

    public LazyTable Of(string day) => _days.GetOrAdd(day, day => new LazyTable(service, Prefix + day, isShared: true));

    public Task DeleteAsync(string day, CancellationToken cancellationToken)
    {
        _days.TryRemove(day, out _);
        return service.DeleteTableAsync(Prefix + day, cancellationToken);
    }
}
