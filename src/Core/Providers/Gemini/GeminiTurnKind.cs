namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// Who speaks in a turn. Function results have the role of the user, but keep a turn of their own: Gemini wants exactly
/// the results right after the calls.
/// </summary>
internal enum GeminiTurnKind
{
    User,
    Model,
    Results,
}
