using LlmFunctions.Catalog;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Usage;

namespace LlmFunctions.Routing;

/// <summary>What a call needs of who serves it.</summary>
public sealed class Demand
{
    private readonly Func<long> _count;
    private readonly long _atMost;
    private long? _promptTokens;

    private Demand(Func<long> count, long atMost)
    {
        _count = count;
        _atMost = atMost;
    }

    /// <summary>Without these there is no answer.</summary>
    public ModelCapabilities Needs { get; private init; }

    /// <summary>Without these the answer may be less than was asked for.</summary>
    public ModelCapabilities Wants { get; private init; }

    public bool IsStreaming { get; private init; }

    public bool IsEmbeddings => Needs.HasFlag(ModelCapabilities.Embeddings);

    /// <summary>The longest answer that is asked for, in tokens.</summary>
    public int? OutputLimit { get; private init; }

    /// <summary>How many answers are asked for.</summary>
    public int Answers { get; private init; } = 1;

    /// <summary>An estimate of the prompt's length, made when it is first asked for.</summary>
    public long PromptTokens => _promptTokens ??= _count();

    /// <summary>What <see cref="PromptTokens"/> cannot be above, known without reading the text.</summary>
    public long MostPromptTokens => _promptTokens ?? _atMost;

    public static Demand Of(ChatRequest request) => new(() => TokenEstimator.CountPrompt(request), TokenEstimator.MostOfPrompt(request))
    {
        Needs = ModelCapabilities.Chat
            | (request.Tools is { Count: > 0 } ? ModelCapabilities.Tools : ModelCapabilities.None)
            | (HasImage(request) ? ModelCapabilities.Vision : ModelCapabilities.None),
        Wants = (request.ResponseFormat?.Type == ResponseFormat.JsonSchemaType ? ModelCapabilities.JsonSchema : ModelCapabilities.None)
            | (WantsReasoning(request) ? ModelCapabilities.Reasoning : ModelCapabilities.None),
        IsStreaming = request.IsStreaming,
        OutputLimit = request.OutputLimit,
        Answers = Math.Max(request.N ?? 1, 1),
    };

    public static Demand Of(EmbeddingsRequest request) => new(() => TokenEstimator.CountInput(request.Input!), long.MaxValue)
    {
        Needs = ModelCapabilities.Embeddings,
        OutputLimit = 0,
    };

    private static bool HasImage(ChatRequest request)
    {
        foreach (ChatMessage message in request.Messages)
        {
            foreach (ContentPart part in message.Content?.Parts ?? [])
            {
                if (part.Type == ContentPart.ImageType)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool WantsReasoning(ChatRequest request) =>
        request.ReasoningEffort is not (null or "none" or "minimal") || request.Thinking?.Type is "enabled" or "adaptive";
}
