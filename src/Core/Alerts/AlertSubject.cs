namespace LlmFunctions.Alerts;

/// <summary>Something that is watched, and how it stands.</summary>
/// <param name="Name">Which limit, provider, account, model or app.</param>
/// <param name="Value">How it stands, in the unit of the kind.</param>
/// <param name="IsOver">Whether that is beyond the threshold.</param>
/// <param name="Message">In words.</param>
internal sealed record AlertSubject(string Name, double Value, bool IsOver, string Message);
