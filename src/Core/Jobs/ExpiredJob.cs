namespace LlmFunctions.Jobs;

/// <summary>A job whose time is over, whether or not it ever came to be.</summary>
/// <param name="App">Whose it is.</param>
/// <param name="Id">Which it is.</param>
/// <param name="ExpiresAt">When its time was over.</param>
/// <param name="KeyHash">The idempotency key that stands for it, if any.</param>
public sealed record ExpiredJob(string App, string Id, DateTimeOffset ExpiresAt, string? KeyHash);
