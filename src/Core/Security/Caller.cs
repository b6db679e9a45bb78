namespace LlmFunctions.Security;

/// <summary>Who calls, and what for.</summary>
/// <param name="App">The app that the usage is booked on.</param>
/// <param name="KeyId">The gateway key's id, or <c>jwt:</c> and the subject of a token.</param>
public sealed record Caller(string App, string KeyId)
{
    public Rights Rights { get; init; } = Rights.Calls;

    /// <summary>The only models that the key is good for, as in <see cref="Configuration.AppPolicy.AllowedModels"/>; empty for all.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    public bool Has(Rights needed) => (Rights & needed) == needed;
}
