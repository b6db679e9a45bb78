using System.Text.Json;
using System.Text.Json.Serialization;

namespace LlmFunctions.Chat;

/// <summary>
/// A chat request in the canonical shape: OpenAI's Chat Completions request, plus the extensions that this gateway
/// accepts, plus a bag with every field that it does not know. Every client dialect is read into it and every provider
/// dialect is written from it.
/// </summary>
public sealed record ChatRequest : IModelRequest
{
    public string? Model { get; set; }

    public IReadOnlyList<ChatMessage> Messages { get; set; } = [];

    public bool? Stream { get; set; }

    public StreamOptions? StreamOptions { get; set; }

    /// <summary>The older name of <see cref="MaxCompletionTokens"/>; read both through <see cref="OutputLimit"/>.</summary>
    public int? MaxTokens { get; set; }

    public int? MaxCompletionTokens { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public int? TopK { get; set; }

    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Stop { get; set; }

    public long? Seed { get; set; }

    public int? N { get; set; }

    public double? FrequencyPenalty { get; set; }

    public double? PresencePenalty { get; set; }

    public JsonElement? LogitBias { get; set; }

    public bool? Logprobs { get; set; }

    public int? TopLogprobs { get; set; }

    public IReadOnlyList<ToolDefinition>? Tools { get; set; }

    public ToolChoice? ToolChoice { get; set; }

    public bool? ParallelToolCalls { get; set; }

    public ResponseFormat? ResponseFormat { get; set; }

    /// <summary>How hard the model should think: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; set; }

    /// <summary>Anthropic's explicit thinking switch, also accepted from OpenAI clients.</summary>
    public ThinkingOptions? Thinking { get; set; }

    public string? User { get; set; }

    public JsonElement? Metadata { get; set; }

    /// <summary>Extension: what the prompt is for; used by automatic routing.</summary>
    public string? TaskType { get; set; }

    /// <summary>Extension: the provider to use for <see cref="Model"/>.</summary>
    public string? Provider { get; set; }

    /// <summary>Extension: the end user on whose behalf the app calls; falls back to <see cref="User"/>.</summary>
    public string? UserId { get; set; }

    /// <summary>Extension: an explicit chain of models, tried in order.</summary>
    public IReadOnlyList<string>? Models { get; set; }

    /// <summary>Extension: steers the built-in sandbox provider; never sent to a real one.</summary>
    public JsonElement? Sandbox { get; set; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }

    /// <summary>
    /// Whether the client speaks another dialect than OpenAI's: what is in the bags of unknown fields is then meant for
    /// providers of that dialect, and those that take the canonical request as it is leave it out and say so.
    /// </summary>
    [JsonIgnore]
    public bool IsForeign { get; set; }

    /// <summary>The most tokens that the answer may have, by whichever name the client gave it.</summary>
    [JsonIgnore]
    public int? OutputLimit => MaxCompletionTokens ?? MaxTokens;

    [JsonIgnore]
    public bool IsStreaming => Stream is true;
}
