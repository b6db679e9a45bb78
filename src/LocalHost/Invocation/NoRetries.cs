using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>LocalHost tries every invocation once.</summary>
internal sealed class NoRetries : RetryContext
{
    public static readonly NoRetries Instance = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}
