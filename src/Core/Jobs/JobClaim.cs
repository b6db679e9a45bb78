namespace LlmFunctions.Jobs;

/// <summary>The job that an idempotency key stands for.</summary>
/// <param name="JobId">The job of the first request with this key.</param>
/// <param name="RequestHash">What that request asked.</param>
public sealed record JobClaim(string JobId, string RequestHash);
