using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Reads whole answers.</summary>
internal static class OpenAIResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        body = JsonText.MakeReadable(body);
        ChatResponse? response = Parse(body);
        bool hasChoices = response?.Choices?.Any(static choice => choice is not null) is true;
        if ((!hasChoices || response!.Extra?.ContainsKey("error") is true) && OpenAIError.InAnswer(body) is { } error)
        {
            throw new GatewayException(error);
        }

        if (response is null || !hasChoices)
        {
            throw UpstreamErrors.Malformed("an answer without choices");
        }

        response.Usage = OpenAIUsage.Normalize(response.Usage ?? OpenAIUsage.Find(response.Extra), out bool usageAltered);
        response.Altered |= usageAltered;
        response.Choices = [.. response.Choices.OfType<ChatChoice>()];
        foreach (ChatChoice choice in response.Choices)
        {
            response.Altered |= Normalize(choice);
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
            ChatResponse? response = JsonSerializer.Deserialize(body, ChatJson.Lenient.ChatResponse);
            response?.Altered = true;
            return response;
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

    /// <summary>Brings the choice to the canonical form; true when it says something else then.</summary>
    private static bool Normalize(ChatChoice choice)
    {
        choice.Message ??= new ChatMessage();
        ChatMessage message = choice.Message;
        if (message.Role is not { Length: > 0 })
        {
            message.Role = "assistant";
        }

        bool altered = OpenAIReasoning.TryTake(message.Extra, out string? reasoning);
        message.ReasoningContent ??= reasoning;
        if (message.Content?.Parts is { } parts && parts.All(static part => part.Type is ContentPart.TextType or "thinking"))
        {
            (string text, string? thinking) = OpenAIRepair.Flatten(parts.Select(static part => JsonSerializer.SerializeToElement(part, ChatJson.Lenient.ContentPart)));
            message.Content = text;
            message.ReasoningContent ??= thinking;
            altered = true;
        }

        ToolCall[] given = [.. (message.ToolCalls ?? []).OfType<ToolCall>()];
        ToolCall[]? calls = given.Length > 0 ? [.. given.Select(Normalize)] : null;
        string? finishReason = FinishReasons.Resolve(OpenAIFinishReason.FromUpstream(choice.FinishReason), calls is not null);
        altered |= finishReason != choice.FinishReason || (calls is not null && !calls.SequenceEqual(given));
        message.ToolCalls = calls;
        choice.FinishReason = finishReason;
        return altered;
    }

    private static ToolCall Normalize(ToolCall call, int index) => call with
    {
        Id = call.Id is { Length: > 0 } id ? id : $"call_{index}",
        Type = call.Type ?? ToolDefinition.FunctionType,
        Function = call.Function is { Arguments: null or "" } function ? function with { Arguments = "{}" } : call.Function,
    };
}
