namespace LlmFunctions.Functions.Description;

/// <summary>The envelope of an endpoint's errors: the dialect of its clients.</summary>
internal enum ErrorForm
{
    OpenAI,
    Anthropic,
    Gemini,
    Ollama,
}
