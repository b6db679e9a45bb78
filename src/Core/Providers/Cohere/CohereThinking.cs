using System.Text.Json;
using LlmFunctions.Catalog;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes <c>thinking</c>: on or off, and how many tokens it may take (https://docs.cohere.com/docs/reasoning).</summary>
internal static class CohereThinking
{
    private const string EffortField = "reasoning_effort";
    private const string BudgetField = "token_budget";

    /// <summary>Whether the model thinks, as far as is known: only where the catalog is sure that it does not, nothing is said of it.</summary>
    public static bool CanThink(UpstreamTarget target) => target.Info?.Capabilities is not { } can || can.HasFlag(ModelCapabilities.Reasoning);

    public static void Write(Utf8JsonWriter writer, ChatRequest request, UpstreamTarget target, ISet<string> dropped)
    {
        if (request.Thinking is { } own)
        {
            WriteOwn(writer, own, dropped);
            if (request.ReasoningEffort is not null)
            {
                dropped.Add(EffortField);
            }
        }
        else if (request.ReasoningEffort is { } effort)
        {
            if (CanThink(target))
            {
                WriteEffort(writer, effort.ToLowerInvariant(), request.OutputLimit);
            }
            else if (effort != "none")
            {
                dropped.Add(EffortField);
            }
        }
    }

    private static void WriteOwn(Utf8JsonWriter writer, ThinkingOptions own, ISet<string> dropped)
    {
        bool isOff = own.Type == "disabled";
        JsonElement? budget = own.Extra?.TryGetValue(BudgetField, out JsonElement value) is true && value.ValueKind == JsonValueKind.Number ? value : null;
        writer.WriteStartObject("thinking"u8);
        writer.WriteString("type"u8, isOff ? "disabled"u8 : "enabled"u8);
        if (own.BudgetTokens is { } tokens && !isOff)
        {
            writer.WriteNumber(BudgetField, tokens);
        }
        else if (budget is { } native)
        {
            writer.WritePropertyName(BudgetField);
            native.WriteTo(writer);
        }

        writer.WriteEndObject();
        CohereFields.Drop(own.Extra, "thinking", dropped, BudgetField);
    }

    private static void WriteEffort(Utf8JsonWriter writer, string effort, int? limit)
    {
        int? budget = effort switch
        {
            "none" => null,
            "minimal" => 1024,
            "low" => 2048,
            "medium" => 8192,

            // Without a budget the model thinks for as long as it likes.
            "high" or "xhigh" or "max" => null,
            _ => throw CohereFields.Invalid(EffortField, $"'{effort}' is not one of none, minimal, low, medium, high, xhigh, max."),
        };

        writer.WriteStartObject("thinking"u8);
        writer.WriteString("type"u8, effort == "none" ? "disabled"u8 : "enabled"u8);
        if (budget is { } tokens)
        {
            // Thinking counts towards the limit: a quarter of it at least is left for the answer.
            writer.WriteNumber(BudgetField, limit is { } most ? Math.Min(tokens, Math.Max(1, most / 4 * 3)) : tokens);
        }

        writer.WriteEndObject();
    }
}
