using System.Diagnostics;
using LlmFunctions.Catalog;
using LlmFunctions.Diagnostics;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Writes what a call's attempts used into the ledger.</summary>
internal sealed class UsageRecorder(IUsageLedger ledger, ModelCatalog catalog, TimeProvider timeProvider, ILogger<UsageRecorder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The records of the call's attempts, all of which have ended.</summary>
    public IReadOnlyList<UsageRecord> RecordsOf(GatewayCall call) => [.. call.Attempts.Select(attempt => UsageRecords.Of(call, attempt, catalog.PriceVersion))];

    /// <summary>
    /// Returns when every attempt of the call is durable, or false when one is not, which is then in the log. A client that
    /// went away does not stop it.
    /// </summary>
    public async Task<bool> AppendAsync(GatewayCall call, IReadOnlyList<UsageRecord> records)
    {
        using Activity? span = CallSpans.StartRecording(call);
        using CancellationTokenSource patience = new(Patience, timeProvider);
        bool[] appended = await Task.WhenAll(records.Select(record => AppendAsync(record, patience.Token)));
        for (int i = 0; i < records.Count; i++)
        {
            // By the very record, so that limits and records tell the same; and after it, so that what dies with this instance is
            // either recorded or was under way.
            call.Attempts[i].Reservation?.Settle(records[i]);
        }

        bool durable = appended.All(static done => done);
        CallSpans.EndRecording(span, durable);
        return durable;
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
