namespace LlmFunctions.Security;

/// <summary>Who calls.</summary>
/// <param name="App">The app that the usage is booked on.</param>
/// <param name="KeyId">The gateway key's id.</param>
/// <param name="IsAdmin">Whether the caller has management rights.</param>
public sealed record Caller(string App, string KeyId, bool IsAdmin = false);
