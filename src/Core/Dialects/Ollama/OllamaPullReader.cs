namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads the bodies of <c>POST /api/pull</c> and <c>DELETE /api/delete</c>.</summary>
public static class OllamaPullReader
{
    /// <summary>What is asked for; older clients call the model <c>name</c>, and <c>provider</c> is the gateway's extension.</summary>
    public static OllamaPullRequest Read(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        string? model = json.String("model") ?? json.String("name");
        return string.IsNullOrWhiteSpace(model)
            ? throw OllamaRefusals.Missing("model")
            : new OllamaPullRequest(model, json.String("provider"), json.Boolean("stream") ?? true);
    }
}
