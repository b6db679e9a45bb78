using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Providers.Gemini;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Says the names of canonical fields as a client of this dialect wrote them.</summary>
internal static class GeminiFieldNames
{
    private const string Signature = "contents[].parts[].thoughtSignature";
    private const string Thought = "contents[].parts[].thought";
    private const string Thinking = "generationConfig.thinkingConfig";

    private static readonly Dictionary<string, string> Names = new()
    {
        ["n"] = "generationConfig.candidateCount",
        ["temperature"] = "generationConfig.temperature",
        ["top_p"] = "generationConfig.topP",
        ["top_k"] = "generationConfig.topK",
        ["max_tokens"] = "generationConfig.maxOutputTokens",
        ["max_completion_tokens"] = "generationConfig.maxOutputTokens",
        ["stop"] = "generationConfig.stopSequences",
        ["seed"] = "generationConfig.seed",
        ["presence_penalty"] = "generationConfig.presencePenalty",
        ["frequency_penalty"] = "generationConfig.frequencyPenalty",
        ["logprobs"] = "generationConfig.responseLogprobs",
        ["top_logprobs"] = "generationConfig.logprobs",
        ["reasoning_effort"] = Thinking,
        ["thinking"] = Thinking,
        ["response_format"] = "generationConfig.responseMimeType",
        ["tool_choice"] = "toolConfig.functionCallingConfig",
    };

    // What is below a name may have another place than the name itself; the longest come first.
    private static readonly (string Canonical, string Own)[] Below =
    [
        ("response_format.json_schema.schema", "generationConfig.responseSchema"),
        ("response_format.json_schema", "generationConfig.responseSchema"),
        ("response_format.type", "generationConfig.responseMimeType"),
        ("tools.function.parameters.", "tools[].functionDeclarations[].parameters."),
    ];

    /// <summary>The names of what was left out of a request.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> fields, ChatRequest request) =>
        [.. fields.SelectMany(name => Of(name, request)).Distinct(StringComparer.Ordinal)];

    /// <summary>The place that an error names; of a message only the list, because messages are not counted as contents are.</summary>
    public static string Of(string field)
    {
        if (Names.TryGetValue(field, out string? own))
        {
            return own;
        }

        foreach ((string canonical, string place) in Below)
        {
            if (field.StartsWith(canonical, StringComparison.Ordinal))
            {
                return place + field[canonical.Length..];
            }
        }

        return field.Split('[', '.')[0] == "messages" ? "contents" : field;
    }

    private static IEnumerable<string> Of(string name, ChatRequest request) => name.Replace("[]", "", StringComparison.Ordinal) switch
    {
        "messages.reasoning_content" or "messages.thinking_blocks" => [Thought],
        "messages.thinking_blocks.signature" or "messages.tool_calls.extra_content" => [Signature],
        "messages.extra_content" => request.Messages.SelectMany(static message => Extras(message.Extra)),
        // What stands at the top of a body is there by mistake, when it is not what the canonical request has.
        _ when Names.ContainsKey(name) && !IsGiven(name, request) => [name],
        _ => [Of(name)],
    };

    private static IEnumerable<string> Extras(IDictionary<string, JsonElement>? extra)
    {
        if (GeminiExtra.Signature(extra) is not null)
        {
            yield return Signature;
        }

        foreach (JsonProperty property in GeminiExtra.Parts(extra).SelectMany(static part => part.EnumerateObject()))
        {
            yield return $"contents[].parts[].{property.Name}";
        }
    }

    private static bool IsGiven(string name, ChatRequest request) =>
        JsonSerializer.SerializeToElement(request with { Messages = [], Tools = null }, ChatJson.Lenient.ChatRequest).Property(name) is not null;
}
