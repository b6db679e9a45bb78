using System.Text;
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
            string text = choice.Message.Content?.AsText() + choice.Message.ReasoningContent;
            checks?.CheckAnswer(text, text.Length);
        }

        if (hidden is null)
        {
            return answer;
        }

        foreach (ChatChoice choice in answer.Response.Choices)
        {
            Restore(choice.Message, hidden);
        }

        // What was replaced has no character that JSON would escape, so it can be put back into the provider's bytes.
        return answer with { Raw = answer.Raw.IsEmpty ? answer.Raw : Encoding.UTF8.GetBytes(hidden.Restore(Encoding.UTF8.GetString(answer.Raw.Span))) };
    }

    private static void Restore(ChatMessage message, Placeholders hidden)
    {
        message.Content = message.Content switch
        {
            { Text: { } text } => MessageContent.FromText(hidden.Restore(text)),
            { Parts: { } parts } => MessageContent.FromParts([.. parts.Select(part => part.Text is { } text ? part with { Text = hidden.Restore(text) } : part)]),
            _ => message.Content,
        };
        message.ReasoningContent = message.ReasoningContent is { } reasoning ? hidden.Restore(reasoning) : null;
        message.Refusal = message.Refusal is { } refusal ? hidden.Restore(refusal) : null;
        message.ToolCalls = message.ToolCalls is { } calls
            ? [.. calls.Select(call => call.Function is { Arguments: { } arguments } function ? call with { Function = function with { Arguments = hidden.Restore(arguments) } } : call)]
            : null;
    }
}
