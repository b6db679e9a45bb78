using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>A content block of a streamed answer, open at the client or still waiting for its turn.</summary>
internal sealed class AnthropicBlock
{
    private readonly StringBuilder _text = new();

    /// <summary>What kind of block it is.</summary>
    public required AnthropicBlockKind Kind { get; init; }

    /// <summary>The first piece of a tool call: id, name and what else comes with it.</summary>
    public ToolCall? Call { get; init; }

    /// <summary>Which of the parallel calls it is.</summary>
    public int CallIndex => Call?.Index ?? 0;

    /// <summary>The content of a block that comes whole.</summary>
    public JsonElement Whole { get; init; }

    /// <summary>The signature that a block of thinking ends with.</summary>
    public string? Signature { get; set; }

    /// <summary>Whether nothing of this block follows; another piece of it would be another block.</summary>
    public bool IsEnded { get; set; }

    /// <summary>All the text that it has got.</summary>
    public string Text => _text.ToString();

    /// <summary>
    /// Whether another block may begin. The pieces of parallel calls may come mixed, and Anthropic's clients know one open
    /// block at a time: a call is over when its arguments are a whole JSON value.
    /// </summary>
    public bool CanEnd => IsEnded || Kind != AnthropicBlockKind.Call || JsonBody.TryParse(Encoding.UTF8.GetBytes(Text)) is not null;

    public bool TakesMore(AnthropicBlockKind kind, int callIndex) => !IsEnded && Kind == kind && (kind != AnthropicBlockKind.Call || CallIndex == callIndex);

    public void Append(string piece) => _text.Append(piece);
}
