namespace LlmFunctions.Dialects.Responses;

/// <summary>What an item of an answer is.</summary>
internal enum ResponsesItemKind
{
    Reasoning,
    Message,
    Call,
    Image,
}
