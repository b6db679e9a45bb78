using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// The tables of the usage ledger, one for each period of six hours: <c>Usage2026011506</c>. So a period is deleted with its table and not row by row, and
/// what is asked of one period takes as long however many there are.
/// </summary>
internal sealed class UsageTables(TableServiceClient service)
{
    private const string Prefix = "Usage";
    private readonly ConcurrentDictionary<string, LazyTable> _periods = new(StringComparer.Ordinal);

    public LazyTable Of(string period) => _periods.GetOrAdd(period, period => new LazyTable(service, Prefix + period, isShared: true));

    public Task DeleteAsync(string period, CancellationToken cancellationToken)
    {
        _periods.TryRemove(period, out _);
        return service.DeleteTableAsync(Prefix + period, cancellationToken);
    }
}
