using LlmFunctions.Catalog;
using LlmFunctions.Errors;
using LlmFunctions.Usage;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>Writes what a call's attempts used into the ledger.</summary>
internal sealed class UsageRecorder(IUsageLedger ledger, ModelCatalog catalog, TimeProvider timeProvider, ILogger<UsageRecorder> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Returns when every attempt of the call is durable. A client that went away does not stop it.</summary>
    /// <exception cref="GatewayException">The ledger did not take the records; they are in the log.</exception>
    public async Task RecordAsync(ChatCall call)
    {
        using CancellationTokenSource patience = new(Patience, timeProvider);
        foreach (Attempt attempt in call.Attempts)
        {
            UsageRecord record = UsageRecords.Of(call, attempt, catalog.PriceVersion);
            try
            {
                await ledger.AppendAsync(record, patience.Token);
            }
            catch (Exception exception)
            {
                Log.UsageNotRecorded(logger, exception, record);
                throw new GatewayException(ErrorKind.StorageUnavailable, "The usage of this call could not be recorded, so its answer is withheld. Try again.", innerException: exception);
            }
        }
    }
}
