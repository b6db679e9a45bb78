using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads <c>think</c>: a switch, or one of the model's levels.</summary>
internal static class OllamaThinkReader
{
    private const string Field = "think";

    public static void Read(OllamaObject body, ChatRequest request)
    {
        switch (body.Value(Field))
        {
            case null:
                break;
            case { ValueKind: JsonValueKind.False }:
                // Not an effort of none: models that cannot think take no effort, and there is nothing to switch off.
                request.Thinking = new ThinkingOptions { Type = "disabled" };
                break;
            case { ValueKind: JsonValueKind.True }:
                // Anthropic's switch would need a number of tokens; an effort is understood by all that think.
                request.ReasoningEffort = "medium";
                break;
            case { ValueKind: JsonValueKind.String } level when level.GetString() is { Length: > 0 } effort:
                request.ReasoningEffort = effort;
                break;
            case { } other:
                throw OllamaRefusals.WrongType(Field, "true, false or a level such as \"low\", \"medium\" and \"high\"", other);
        }
    }
}
