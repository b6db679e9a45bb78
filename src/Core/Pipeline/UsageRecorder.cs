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
    public IReadOnlyList<UsageRecord> RecordsOf(GatewayCall call)
    {
        UsageRecord[] records = new UsageRecord[call.Attempts.Count];
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = UsageRecords.Of(call, call.Attempts[i], catalog.PriceVersion);
        }

        return records;
    }

    /// <summary>
    /// Books the attempts on the limits: by the very records, so that both tell the same; and when they are durable, so that what dies with
    /// this instance is either recorded or was under way.
    /// </summary>
    public static void Settle(GatewayCall call, IReadOnlyList<UsageRecord> records)
    {
        for (int i = 0; i < records.Count; i++)
        {
            call.Attempts[i].Reservation?.Settle(records[i]);
        }
    }

    /// <summary>
    /// Returns when every attempt of the call is durable, or false when one is not, which is then in the log. A client that
    /// went away does not stop it.
    /// </summary>
    public async Task<bool> AppendOrLogAsync(GatewayCall call, IReadOnlyList<UsageRecord> records)
    {
        using Activity? span = CallSpans.StartRecording(call);
        bool durable = await AppendOrLogAsync(records);
        CallSpans.EndRecording(span, durable);
        return durable;
    }

    public async Task<bool> AppendOrLogAsync(IReadOnlyList<UsageRecord> records)
    {
        using CancellationTokenSource patience = new(Patience, timeProvider);

        // All are under way before the first is waited for.
        Task<bool>[] appends = [.. records.Select(record => AppendOrLogAsync(record, patience.Token))];
        bool durable = true;
        foreach (Task<bool> append in appends)
        {
            durable &= await append;
        }

        return durable;
    }

    /// <summary>Returns when every record is durable; for those that are stored elsewhere until then.</summary>
    public Task AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        Task.WhenAll(records.Select(record => ledger.AppendAsync(record, cancellationToken)));

    private async Task<bool> AppendOrLogAsync(UsageRecord record, CancellationToken cancellationToken)
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
