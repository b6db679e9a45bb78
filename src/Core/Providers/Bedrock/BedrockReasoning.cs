using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Providers.Anthropic;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>
/// What a request's <c>reasoning_effort</c> and <c>thinking</c> become: Converse has no field for them, each maker's models
/// have fields of their own.
/// </summary>
internal sealed class BedrockReasoning
{
    private const string EffortField = "reasoning_effort";
    private const string ThinkingField = "thinking";

    // What models may write at least where neither the client nor the catalog says how much.
    private const int UsualLimit = 64_000;
    private const int AnswerBesideThinking = 4096;

    private readonly Dictionary<string, JsonElement> _fields = [];

    private BedrockReasoning()
    {
    }

    /// <summary>The model's own fields.</summary>
    public IReadOnlyDictionary<string, JsonElement> Fields => _fields;

    /// <summary>The limit that a budget for thinking makes necessary.</summary>
    public int? OutputLimit { get; private init; }

    /// <summary>Whether thinking was turned on by words of OpenAI's: whoever says them cannot know what it rules out here.</summary>
    public bool IsImplied { get; private init; }

    /// <summary>Whether the model refuses sampling parameters.</summary>
    public bool RefusesSampling { get; private init; }

    public static BedrockReasoning Plan(ChatRequest request, UpstreamTarget target, BedrockScope scope)
    {
        if (scope.Model.Claude is { } claude)
        {
            return OfClaude(request, target, claude, scope);
        }

        if (request.Thinking is not null)
        {
            scope.Dropped.Add(ThinkingField);
        }

        BedrockReasoning reasoning = new();
        string? effort = request.ReasoningEffort?.ToLowerInvariant();
        if (effort is null)
        {
            return reasoning;
        }

        if (scope.Model.IsReasoningNova)
        {
            reasoning._fields["reasoningConfig"] = OfNova(request, effort);
        }
        else if (scope.Model.IsOpenAI && effort != "none")
        {
            reasoning._fields[EffortField] = BedrockJson.Element(writer => writer.WriteStringValue(effort switch
            {
                "minimal" => "low",
                "xhigh" or "max" => "high",
                _ => effort,
            }));
        }
        else
        {
            scope.Dropped.Add(EffortField);
        }

        return reasoning;
    }

    private static BedrockReasoning OfClaude(ChatRequest request, UpstreamTarget target, AnthropicModel claude, BedrockScope scope)
    {
        int limit = request.OutputLimit ?? target.Info?.MaxOutput ?? UsualLimit;
        AnthropicThinking thinking = AnthropicThinking.Plan(request, claude, limit, scope.Dropped);
        BedrockReasoning reasoning = new()
        {
            OutputLimit = thinking.Options?.BudgetTokens is > 0 and { } budget ? target.Info?.MaxOutput ?? budget + AnswerBesideThinking : null,
            IsImplied = thinking.IsImplied,
            RefusesSampling = claude.RefusesSampling,
        };
        if (thinking.Options is not null)
        {
            reasoning._fields[ThinkingField] = Wrapped(thinking.Write).Property(ThinkingField)!.Value;
        }

        if (thinking.Effort is { } effort)
        {
            reasoning._fields["output_config"] = Wrapped(writer => writer.WriteString("effort"u8, effort));
        }

        return reasoning;
    }

    private static JsonElement OfNova(ChatRequest request, string effort) => Wrapped(writer =>
    {
        writer.WriteString("type"u8, effort == "none" ? "disabled" : "enabled");
        if (effort == "none")
        {
            return;
        }

        // The highest effort goes with no other parameter.
        bool isPlain = request.OutputLimit is null && request.Temperature is null && request.TopP is null;
        writer.WriteString("maxReasoningEffort"u8, effort switch
        {
            "minimal" or "low" => "low",
            "high" or "xhigh" or "max" when isPlain => "high",
            _ => "medium",
        });
    });

    private static JsonElement Wrapped(Action<Utf8JsonWriter> write) => BedrockJson.Element(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });
}
