using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>What one line of an answer says; a whole answer is one line.</summary>
internal readonly record struct OllamaPiece
{
    public required string Model { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public string? Content { get; init; }

    public string? Thinking { get; init; }

    public IReadOnlyList<ThinkingBlock>? ThinkingBlocks { get; init; }

    public IReadOnlyList<OllamaToolCall>? ToolCalls { get; init; }

    public JsonElement? Logprobs { get; init; }

    /// <summary>What the last line says besides; null for the lines before it.</summary>
    public OllamaEnding? Ending { get; init; }
}
