using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Gemini;

/// <summary>What the parts of the request translator share while they write one request.</summary>
internal sealed class GeminiScope(ChatRequest request, GeminiModel model)
{
    private readonly List<string> _dropped = [];

    public ChatRequest Request => request;

    public GeminiModel Model => model;

    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>Notes a field that is left out because nothing depends on it.</summary>
    public void Drop(string name)
    {
        if (!_dropped.Contains(name))
        {
            _dropped.Add(name);
        }
    }

    public GatewayException Unsupported(string what, string param) =>
        new(ErrorKind.UnsupportedField, $"The gemini dialect cannot carry {what} to the model '{model.Id}'.", param);

    public static GatewayException Invalid(string message, string param) => new(ErrorKind.InvalidRequest, message, param);
}
