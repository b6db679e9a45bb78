using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Reads whole answers.</summary>
internal static class OpenAIResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        ChatResponse? response = Parse(body);
        if (response?.Choices is not { Count: > 0 } || response.Extra?.ContainsKey("error") is true)
        {
            throw OpenAIError.InAnswer(body) is { } error
                ? new GatewayException(error)
                : UpstreamErrors.Malformed("an answer without choices");
        }

        response.Usage = OpenAIUsage.Normalize(response.Usage ?? OpenAIUsage.Find(response.Extra));
        foreach (ChatChoice choice in response.Choices)
        {
            Normalize(choice);
        }

        return response;
    }

    private static ChatResponse? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, ChatJson.Lenient.ChatResponse);
        }
        catch (JsonException exception)
        {
            return OpenAIRepair.Repair(body.Span) is { } repaired
                ? ParseRepaired(repaired)
                : throw UpstreamErrors.Malformed(Describe(body), exception);
        }
    }

    private static ChatResponse? ParseRepaired(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ChatJson.Lenient.ChatResponse);
        }
        catch (JsonException exception)
        {
            throw UpstreamErrors.Malformed("an answer that is not in its dialect", exception);
        }
    }

    private static string Describe(ReadOnlyMemory<byte> body)
    {
        ReadOnlySpan<byte> text = body.Span.TrimStart(" \r\n\t"u8);
        return text.IsEmpty ? "an empty answer" : text[0] == '<' ? "a web page instead of an answer" : "an answer that is not JSON";
    }

    private static void Normalize(ChatChoice choice)
    {
        choice.Message ??= new ChatMessage();
        ChatMessage message = choice.Message;
        if (message.Role is not { Length: > 0 })
        {
            message.Role = "assistant";
        }

        message.ReasoningContent = OpenAIReasoning.Take(message.ReasoningContent, message.Extra);
        if (message.Content?.Parts is { } parts && parts.All(static part => part.Type is ContentPart.TextType or "thinking"))
        {
            (string text, string? thinking) = OpenAIRepair.Flatten(parts.Select(static part => JsonSerializer.SerializeToElement(part, ChatJson.Lenient.ContentPart)));
            message.Content = text;
            message.ReasoningContent ??= thinking;
        }

        if (message.ToolCalls is { Count: 0 })
        {
            message.ToolCalls = null;
        }

        message.ToolCalls = message.ToolCalls?.Select(Normalize).ToArray();
        choice.FinishReason = FinishReasons.Resolve(OpenAIFinishReason.FromUpstream(choice.FinishReason), message.ToolCalls is not null);
    }

    private static ToolCall Normalize(ToolCall call, int index) => call with
    {
        Id = call.Id is { Length: > 0 } id ? id : $"call_{index}",
        Type = call.Type ?? ToolDefinition.FunctionType,
        Function = call.Function is { Arguments: null or "" } function ? function with { Arguments = "{}" } : call.Function,
    };
}
