using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>A whole answer in the canonical shape: OpenAI's <c>chat.completion</c>.</summary>
public sealed record ChatResponse
{
    public string Id { get; set; } = "";

    public string Object { get; set; } = "chat.completion";

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; set; }

    public string Model { get; set; } = "";

    public IReadOnlyList<ChatChoice> Choices { get; set; } = [];

    public ChatUsage? Usage { get; set; }

    /// <summary>Whether this says something else than the provider's bytes did, which must then not be passed on.</summary>
    [JsonIgnore]
    public bool Altered { get; set; }

    /// <summary>How long it took; set by the pipeline.</summary>
    [JsonIgnore]
    public AnswerTiming Timing { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}
