using LlmFunctions.Chat;
using LlmFunctions.Pipeline;

namespace LlmFunctions.Guardrails;

/// <summary>Checks a whole answer, and puts back what was kept from the provider.</summary>
internal static class AnswerGuard
{
    public static WholeAnswer Apply(WholeAnswer answer, Guard? checks, Placeholders? hidden)
    {
        foreach (ChatChoice choice in answer.Response.Choices)
        {
            checks?.CheckAnswer(choice.Message);
        }

        if (hidden is null)
        {
            return answer;
        }

        foreach (ChatChoice choice in answer.Response.Choices)
        {
            Restore(choice.Message, hidden);
        }

        return answer with { Raw = answer.Raw.IsEmpty ? answer.Raw : JsonRedactor.Rewrite(answer.Raw, hidden.Restore) ?? answer.Raw };
    }

    private static void Restore(ChatMessage message, Placeholders hidden)
    {
        message.Content = message.Content switch
        {
            { Text: { } text } => MessageContent.FromText(hidden.Restore(text)),
            { Parts: { } parts } => MessageContent.FromParts([.. parts.Select(part => part.Text is { } text ? part with { Text = hidden.Restore(text) } : part)]),
            _ => message.Content,
        };

        // What is signed comes back as it was: changed it would be refused, and be what the provider was not to see.
        message.ReasoningContent = message is { ReasoningContent: { } reasoning, ThinkingBlocks: null } ? hidden.Restore(reasoning) : message.ReasoningContent;
        message.Refusal = message.Refusal is { } refusal ? hidden.Restore(refusal) : null;
        message.ToolCalls = message.ToolCalls is { } calls
            ? [.. calls.Select(call => call.Function is { Arguments: { } arguments } function ? call with { Function = function with { Arguments = hidden.Restore(arguments) } } : call)]
            : null;
    }
}
