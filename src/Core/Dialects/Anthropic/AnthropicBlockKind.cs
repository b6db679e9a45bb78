namespace LlmFunctions.Dialects.Anthropic;

/// <summary>What a content block of a streamed answer holds.</summary>
internal enum AnthropicBlockKind
{
    Text,
    Thinking,
    Call,

    /// <summary>Something that comes in one piece.</summary>
    Whole,
}
