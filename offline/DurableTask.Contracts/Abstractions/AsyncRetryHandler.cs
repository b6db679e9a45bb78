namespace Microsoft.DurableTask;

/// <summary>Says whether a task is tried again, once it has waited as long as it wants.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
