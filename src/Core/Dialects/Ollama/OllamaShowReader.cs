namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads the body of <c>POST /api/show</c>.</summary>
public static class OllamaShowReader
{
    /// <summary>The model that is asked for; older clients call the field <c>name</c>.</summary>
    public static string ReadModel(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        string? model = json.String("model") ?? json.String("name");
        return string.IsNullOrWhiteSpace(model) ? throw OllamaRefusals.Missing("model") : model;
    }
}
