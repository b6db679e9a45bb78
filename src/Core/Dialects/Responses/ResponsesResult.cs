using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>What an answer says of itself when it is whole.</summary>
internal sealed record ResponsesResult(ChatUsage? Usage, JsonElement? ServiceTier, AnswerTiming Timing);
