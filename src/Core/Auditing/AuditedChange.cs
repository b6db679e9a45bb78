namespace LlmFunctions.Auditing;

/// <summary>A change as the audit log tells it.</summary>
/// <param name="Action">What is done, such as <c>key.create</c>.</param>
/// <param name="Target">To what, such as <c>keys/abcdefghijkm</c>.</param>
/// <param name="Before">What is there before, as JSON; null where there is nothing.</param>
/// <param name="After">What is there after it, as JSON; null where nothing is.</param>
public sealed record AuditedChange(string Action, string Target, string? Before = null, string? After = null);
