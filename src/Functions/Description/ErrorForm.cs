namespace LlmFunctions.Functions.Description;

/// <summary>The envelope of an endpoint's errors: the dialect of its clients.</summary>
internal enum ErrorForm
{
    OpenAI,
    Anthropic,
    Gemini,
    Ollama,

    /// <summary>OpenAI's, or Google's for those who call as Google's clients do.</summary>
    OpenAIOrGemini,
}
