using LlmFunctions.Catalog;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Writes what a call's attempts used into the ledger.</summary>
internal sealed class UsageRecorder(IUsageLedger ledger, ModelCatalog catalog, TimeProvider timeProvider, ILogger<UsageRecorder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Returns when every attempt of the call is durable, or false when one is not, which is then in the log. A client that
    /// went away does not stop it.
    /// </summary>
    public async Task<bool> RecordAsync(GatewayCall call)
    {
        using CancellationTokenSource patience = new(Patience, timeProvider);
        bool[] durable = await Task.WhenAll(call.Attempts.Select(attempt => SettleAsync(call, attempt, patience.Token)));
        return durable.All(static done => done);
    }

    private Task<bool> SettleAsync(GatewayCall call, Attempt attempt, CancellationToken cancellationToken)
    {
        UsageRecord record = UsageRecords.Of(call, attempt, catalog.PriceVersion);

        // By the very record, so that limits and records tell the same.
        attempt.Reservation?.Settle(record);
        return AppendAsync(record, cancellationToken);
    }

    private async Task<bool> AppendAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.AppendAsync(record, cancellationToken);
            return true;
        }
        catch (Exception exception)
        {
            Log.UsageNotRecorded(logger, exception, record);
            return false;
        }
    }
}
