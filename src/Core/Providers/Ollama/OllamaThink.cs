using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Ollama;

/// <summary>
/// Writes <c>think</c>: a switch, or one of the model's levels. What the client says in Ollama's own words wins, then the
/// effort, then the switch; nothing said leaves it to the model.
/// </summary>
internal static class OllamaThink
{
    public static void Write(Utf8JsonWriter writer, ChatRequest request, ISet<string> dropped)
    {
        if (request.Native("think") is { } native)
        {
            writer.WritePropertyName("think"u8);
            native.WriteTo(writer);
            DropIf(request.ReasoningEffort is not null, "reasoning_effort");
            DropIf(request.Thinking is not null, "thinking");
        }
        else if (request.ReasoningEffort is { } effort)
        {
            WriteEffort(writer, effort);
            DropIf(request.Thinking is not null, "thinking");
        }
        else if (request.Thinking is { } thinking)
        {
            writer.WriteBoolean("think"u8, thinking.Type != "disabled");
            DropIf(thinking.BudgetTokens is not null, "thinking.budget_tokens");
        }

        void DropIf(bool present, string name)
        {
            if (present)
            {
                dropped.Add(name);
            }
        }
    }

    // Older versions refuse levels outside low, medium and high; newer ones have levels that only the model knows.
    private static void WriteEffort(Utf8JsonWriter writer, string effort)
    {
        if (effort == "none")
        {
            writer.WriteBoolean("think"u8, false);
            return;
        }

        writer.WriteString("think"u8, effort switch
        {
            "minimal" => "low",
            "xhigh" => "high",
            _ => effort,
        });
    }
}
