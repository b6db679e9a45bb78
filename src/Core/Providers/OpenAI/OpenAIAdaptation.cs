using LlmFunctions.Catalog;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>What canonical requests that were not written for OpenAI's dialect may say and OpenAI's own clients do not.</summary>
internal static class OpenAIAdaptation
{
    private const string EffortField = "reasoning_effort";
    private const string ThinkingField = "thinking";

    public static ChatRequest Adapt(ChatRequest request, UpstreamTarget target, ISet<string> dropped)
    {
        ChatRequest adapted = request with
        {
            Messages = MoveMediaOutOfResults(request.Messages),
            ReasoningEffort = Effort(request, target, dropped),
        };

        // The providers that took over the switch know it on and off.
        if (request.Thinking is { Type: "adaptive" or "between_tools" })
        {
            dropped.Add(ThinkingField);
            adapted.Thinking = null;
        }

        return adapted;
    }

    private static string? Effort(ChatRequest request, UpstreamTarget target, ISet<string> dropped)
    {
        bool cannotThink = target.Info?.Capabilities is { } capabilities && !capabilities.HasFlag(ModelCapabilities.Reasoning);
        if (request.ReasoningEffort is not null && cannotThink)
        {
            dropped.Add(EffortField);
            return null;
        }

        // One step above the highest that OpenAI has.
        return request.ReasoningEffort == "max" ? "xhigh" : request.ReasoningEffort;
    }

    /// <summary>Tool messages hold text only: what else a tool returned follows its turn's results as the user's.</summary>
    private static IReadOnlyList<ChatMessage> MoveMediaOutOfResults(IReadOnlyList<ChatMessage> messages)
    {
        if (!messages.Any(HasMedia))
        {
            return messages;
        }

        List<ChatMessage> moved = new(messages.Count + 1);
        List<ContentPart> media = [];
        foreach (ChatMessage message in messages)
        {
            if (message.Role != "tool")
            {
                Flush();
            }

            if (HasMedia(message))
            {
                media.Add(ContentPart.OfText($"Returned by the tool call {message.ToolCallId}:"));
                media.AddRange(message.Content!.Parts!.Where(static part => part.Type != ContentPart.TextType));
                moved.Add(message with { Content = MessageContent.FromText(message.Content.AsText()) });
            }
            else
            {
                moved.Add(message);
            }
        }

        Flush();
        return moved;

        void Flush()
        {
            if (media.Count > 0)
            {
                moved.Add(new ChatMessage { Role = "user", Content = MessageContent.FromParts([.. media]) });
                media.Clear();
            }
        }
    }

    private static bool HasMedia(ChatMessage message) =>
        message is { Role: "tool", Content.Parts: { } parts } && parts.Any(static part => part.Type != ContentPart.TextType);
}
