using LlmFunctions.Chat;

namespace LlmFunctions.Tests.Translation;

/// <summary>Something that a request can ask for.</summary>
/// <param name="Name">Its name on the page and in the samples.</param>
/// <param name="IsIn">Whether a request asks for it.</param>
/// <param name="Without">The same request without it.</param>
internal sealed record Feature(string Name, Func<ChatRequest, bool> IsIn, Func<ChatRequest, ChatRequest> Without);
