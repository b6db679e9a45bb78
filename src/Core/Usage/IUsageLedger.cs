namespace LlmFunctions.Usage;

/// <summary>Where usage records are kept.</summary>
public interface IUsageLedger
{
    /// <summary>Returns when the record is durable. Writing the same attempt again changes nothing.</summary>
    Task AppendAsync(UsageRecord record, CancellationToken cancellationToken);
}
