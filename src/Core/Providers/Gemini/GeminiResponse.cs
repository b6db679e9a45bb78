using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Reads a <c>GenerateContentResponse</c>.</summary>
internal static class GeminiResponse
{
    public static ChatResponse FromUpstream(ReadOnlyMemory<byte> body)
    {
        if (JsonBody.TryParse(body) is not { } json)
        {
            throw UpstreamErrors.Malformed("a body that is not JSON");
        }

        GeminiError.ThrowIfError(json);
        string id = json.String("responseId") ?? "";
        ChatChoice[] choices = [.. Candidates(json).Select((candidate, position) => Choice(candidate, position, id))];
        return choices.Length > 0
            ? new ChatResponse
            {
                Id = id,
                Model = json.String("modelVersion") ?? "",
                Choices = choices,
                Usage = GeminiUsage.Read(json.Object("usageMetadata")),
            }
            : throw UpstreamErrors.Malformed("an answer without candidates");
    }

    public static IEnumerable<JsonElement> Candidates(JsonElement body) =>
        body.Items("candidates").Where(static candidate => candidate.ValueKind == JsonValueKind.Object);

    private static ChatChoice Choice(JsonElement candidate, int position, string responseId)
    {
        int index = (int)(candidate.Int64("index") ?? position);
        GeminiAnswerParts parts = new(index);
        parts.Add(candidate, responseId);
        return new ChatChoice
        {
            Index = index,
            Message = parts.ToMessage(),
            FinishReason = FinishReasons.Resolve(GeminiFinishReason.From(candidate.String("finishReason")) ?? FinishReasons.Stop, parts.HasToolCalls),
            Logprobs = GeminiLogprobs.Read(candidate),
            Extra = GeminiExtra.OfChoice(candidate),
        };
    }
}
