using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>What a request's <c>reasoning_effort</c> and <c>thinking</c> become.</summary>
/// <param name="Options">The <c>thinking</c> field.</param>
/// <param name="Effort">The <c>output_config.effort</c>.</param>
/// <param name="IsImplied">Whether thinking was turned on by <c>reasoning_effort</c>, not by the client's own <c>thinking</c>.</param>
internal sealed record AnthropicThinking(ThinkingOptions? Options, string? Effort, bool IsImplied)
{
    private const int SmallestBudget = 1024;
    private const string EffortField = "reasoning_effort";

    public static AnthropicThinking Plan(ChatRequest request, AnthropicModel model, int limit, ICollection<string> dropped)
    {
        string? effort = request.ReasoningEffort?.ToLowerInvariant();
        if (request.Thinking is { } own)
        {
            bool carries = effort is null || (model.ThinkingForm == AnthropicThinkingForm.Adaptive && effort != "none");
            if (!carries)
            {
                dropped.Add(EffortField);
            }

            return new AnthropicThinking(own, carries ? Level(effort, model) : null, IsImplied: false);
        }

        return (effort, model.ThinkingForm) switch
        {
            (null, _) => new AnthropicThinking(null, null, IsImplied: false),
            ("none", _) => Off(model, dropped),
            (_, AnthropicThinkingForm.Adaptive) => Adaptive(effort, request, model),
            (_, AnthropicThinkingForm.Budget) => Budget(effort, request, limit, dropped),
            _ => Nothing(dropped),
        };
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (Options is null)
        {
            return;
        }

        writer.WriteStartObject("thinking"u8);
        writer.WriteString("type"u8, Options.Type);
        if (Options.BudgetTokens is { } budget)
        {
            writer.WriteNumber("budget_tokens"u8, budget);
        }

        AnthropicJson.WriteProperties(writer, Options.Extra);
        writer.WriteEndObject();
    }

    private static AnthropicThinking Off(AnthropicModel model, ICollection<string> dropped)
    {
        if (model.AlwaysThinks)
        {
            dropped.Add(EffortField);
            return new AnthropicThinking(null, "low", IsImplied: false);
        }

        ThinkingOptions? off = model.ThinkingOff is { } type ? new ThinkingOptions { Type = type } : null;
        return new AnthropicThinking(off, null, IsImplied: false);
    }

    private static AnthropicThinking Adaptive(string effort, ChatRequest request, AnthropicModel model)
    {
        string? level = Level(effort, model);
        if (ForcesTool(request))
        {
            return new AnthropicThinking(null, level, IsImplied: false);
        }

        ThinkingOptions options = new()
        {
            Type = "adaptive",
            Extra = model.HidesThinking
                ? new Dictionary<string, JsonElement> { ["display"] = JsonElement.Parse("\"summarized\"") }
                : null,
        };
        return new AnthropicThinking(options, level, IsImplied: true);
    }

    private static AnthropicThinking Budget(string effort, ChatRequest request, int limit, ICollection<string> dropped)
    {
        int wanted = effort switch
        {
            "minimal" => SmallestBudget,
            "low" => 2048,
            "medium" => 8192,
            "high" => 16384,
            "xhigh" or "max" => 32768,
            _ => throw Unknown(effort),
        };

        // Thinking counts towards the limit: a quarter of it at least is left for the answer.
        int budget = Math.Min(wanted, Math.Max(SmallestBudget, limit / 4 * 3));
        if (budget >= limit || ForcesTool(request))
        {
            return Nothing(dropped);
        }

        return new AnthropicThinking(new ThinkingOptions { Type = "enabled", BudgetTokens = budget }, null, IsImplied: true);
    }

    private static AnthropicThinking Nothing(ICollection<string> dropped)
    {
        dropped.Add(EffortField);
        return new AnthropicThinking(null, null, IsImplied: false);
    }

    private static string? Level(string? effort, AnthropicModel model) => effort switch
    {
        null => null,
        "minimal" or "low" => "low",
        "medium" or "high" or "max" => effort,
        "xhigh" => model.HasExtraHighEffort ? effort : "high",
        _ => throw Unknown(effort),
    };

    // Anthropic refuses to think in a request that forces a tool call.
    private static bool ForcesTool(ChatRequest request) =>
        request.ToolChoice?.Mode is ToolChoice.Required or ToolChoice.Function or "any" or "tool";

    private static GatewayException Unknown(string effort) =>
        new(ErrorKind.InvalidRequest, $"'{effort}' is not one of none, minimal, low, medium, high, xhigh, max.", EffortField);
}
