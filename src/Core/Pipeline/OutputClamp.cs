using LlmFunctions.Chat;
using LlmFunctions.Dialects;

namespace LlmFunctions.Pipeline;

/// <summary>Lets a request ask for no longer an answer than is reserved for it.</summary>
internal static class OutputClamp
{
    /// <summary>The request with another limit of the answer, and where its dialect has a plain field for it the body as well; otherwise it is translated.</summary>
    public static ClientRequest Apply(ClientRequest request, IClientDialect dialect, int most)
    {
        ChatRequest chat = request.Chat.MaxTokens is not null && request.Chat.MaxCompletionTokens is null
            ? request.Chat with { MaxTokens = most }
            : request.Chat with { MaxCompletionTokens = most };
        return request with { Chat = chat, Body = request.Body is { } body ? dialect.LimitOutput(body, request.Chat, most) : null };
    }
}
