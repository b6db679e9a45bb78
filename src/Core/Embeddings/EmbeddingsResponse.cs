using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Embeddings;

/// <summary>An answer in the canonical shape: the vectors in the order of what was to be embedded.</summary>
public sealed record EmbeddingsResponse
{
    public required IReadOnlyList<float[]> Vectors { get; init; }

    public string Model { get; set; } = "";

    /// <summary>The tokens that were embedded; null when the provider did not say.</summary>
    public ChatUsage? Usage { get; init; }

    /// <summary>Other fields of a provider of OpenAI's shape.</summary>
    public IReadOnlyDictionary<string, JsonElement> Extra { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>Whether the provider's bytes are not what the client asked for and must not be passed on.</summary>
    public bool Altered { get; init; }

    /// <summary>How long it took; set by the pipeline.</summary>
    public AnswerTiming Timing { get; set; }
}
