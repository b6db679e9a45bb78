using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Collects what only Gemini understands of a request.</summary>
internal sealed class GeminiNatives
{
    private readonly List<string> _fields = [];

    /// <summary>Fields that any other provider's answer can do without.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Why no other provider can serve the request; null when they can.</summary>
    public GatewayError? Only { get; private set; }

    /// <summary>Whether the app sends back thinking that another provider signed.</summary>
    public bool HasForeignSignatures { get; set; }

    public void Drop(GeminiField field)
    {
        // The same field of many parts is told once.
        string name = string.Concat(field.Path.Split('[').Select(static (piece, index) => index == 0 ? piece : "[]" + piece[(piece.IndexOf(']', StringComparison.Ordinal) + 1)..]));
        if (!_fields.Contains(name))
        {
            _fields.Add(name);
        }
    }

    public void Require(GeminiField field, string what) => Only ??= new GatewayError
    {
        Kind = ErrorKind.UnsupportedField,
        Message = $"Only a model of Google's can serve a request with '{what}'.",
        Param = field.Path,
    };
}
