using LlmFunctions.Configuration;

namespace LlmFunctions.Usage.Reports;

/// <summary>
/// A ledger that notes when a record comes so late that its hour may be rolled up already: those of jobs do, when an activity is repeated
/// after the app was down.
/// </summary>
public sealed class LateRecords(IUsageLedger ledger, IRollUpStore rollUps, GatewayOptions options, TimeProvider timeProvider) : IUsageLedger
{
    // So that what is written in the very moment that its hour is rolled up is noted rather once too often.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public async Task AppendAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        await ledger.AppendAsync(record, cancellationToken);
        if (record.StartedAt < timeProvider.GetUtcNow() - options.Deadline - UsageRollUps.Slack + Margin)
        {
            // After the record: who could not note it appends it again, which changes nothing, and notes it then.
            await rollUps.NoteLateAsync(Times.Hour(record.StartedAt), cancellationToken);
        }
    }
}
