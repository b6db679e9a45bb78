using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>
/// Reads the body of <c>POST /api/generate</c> as a conversation: what works on the bare text of a prompt has no meaning
/// in one and is refused. Without a prompt it is a request to load the model.
/// </summary>
internal static class OllamaGenerateReader
{
    private static readonly HashSet<string> Known = [.. OllamaCommonFields.Mapped, "prompt", "system", "images", "suffix", "template", "raw", "context"];

    public static ClientRequest Read(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        Refuse(json);
        return new ClientRequest(OllamaCommonFields.Read(json, [.. Messages(json)], Known), Body: null);
    }

    private static void Refuse(OllamaObject json)
    {
        if (json.Boolean("raw") is true)
        {
            throw OllamaRefusals.Unsupported("raw", "models are reached by their chat endpoints, which have their own prompt template");
        }

        if (!string.IsNullOrEmpty(json.String("template")))
        {
            throw OllamaRefusals.Unsupported("template", "models are reached by their chat endpoints, which have their own prompt template");
        }

        if (!string.IsNullOrEmpty(json.String("suffix")))
        {
            throw OllamaRefusals.Unsupported("suffix", "models are reached by their chat endpoints, which cannot fill in the middle of a text");
        }

        if (json.Items("context").Any())
        {
            throw OllamaRefusals.Unsupported("context", "no state is kept between calls; send the conversation to /api/chat");
        }
    }

    private static IEnumerable<ChatMessage> Messages(OllamaObject json)
    {
        string prompt = json.String("prompt") ?? "";
        string? system = json.String("system");
        IReadOnlyList<ContentPart> images = OllamaImages.Read(json);
        if (prompt.Length == 0)
        {
            yield break;
        }

        if (!string.IsNullOrEmpty(system))
        {
            yield return new ChatMessage { Role = "system", Content = system };
        }

        yield return new ChatMessage { Role = "user", Content = OllamaImages.Join(prompt, images) };
    }
}
