namespace LlmFunctions.Dialects.Gemini;

/// <summary>A request of this dialect as it was read.</summary>
/// <param name="Request">The request.</param>
/// <param name="IncludesThoughts">Whether the app asked to see what the model thinks.</param>
public sealed record GeminiCall(ClientRequest Request, bool IncludesThoughts);
