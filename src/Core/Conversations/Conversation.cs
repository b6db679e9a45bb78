using System.Text.Json;

namespace LlmFunctions.Conversations;

/// <summary>What a request goes on from.</summary>
/// <param name="ResponseIds">The responses that it consists of, the oldest first.</param>
/// <param name="Items">What was said in them, question and answer in turn.</param>
/// <param name="Referenced">Items that the request refers to, by their ids.</param>
public sealed record Conversation(
    IReadOnlyList<string> ResponseIds,
    IReadOnlyList<JsonElement> Items,
    IReadOnlyDictionary<string, JsonElement> Referenced)
{
    public static Conversation Empty { get; } = new([], [], new Dictionary<string, JsonElement>());
}
