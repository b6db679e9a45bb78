using Azure;

namespace LlmFunctions.LocalHost.Durable.Storage;

/// <summary>
/// The state of an instance's history: which run it is in, how many events of it count, and who may go on with it. Its ETag
/// fences: who has lost the lease cannot commit.
/// </summary>
internal sealed record Head(string InstanceId, int Generation, int Count, bool HasEnded, ETag ETag)
{
    /// <summary>An instance that never ran.</summary>
    public bool IsNew => Generation == 0;
}
