using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads the body of <c>POST /api/chat</c>. Without messages it is a request to load the model.</summary>
internal static class OllamaRequestReader
{
    private static readonly HashSet<string> Known = [.. OllamaCommonFields.Mapped, "messages", "tools"];

    public static ClientRequest Read(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        ChatRequest request = OllamaCommonFields.Read(json, OllamaMessageReader.Read(json), Known);
        request.Tools = OllamaToolReader.Read(json);
        return new ClientRequest(request, body);
    }
}
