using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>
/// Brings an answer that does not fit OpenAI's types into them: content as a list of parts (Mistral's thinking models),
/// tool arguments as an object, numbers where strings belong, usage without counts. Only used when reading it straight has failed.
/// </summary>
internal static class OpenAIRepair
{
    /// <summary>The repaired JSON, or null when the body is not a JSON object.</summary>
    public static byte[]? Repair(ReadOnlySpan<byte> body)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is not JsonObject answer)
            {
                return null;
            }

            MakeString(answer, "id");
            MakeString(answer, "model");
            MakeString(answer, "object");
            MakeInteger(answer, "created");
            if (answer["usage"] is { } usage && OpenAIUsage.Read(JsonElement.Parse(usage.ToJsonString())) is null)
            {
                answer.Remove("usage");
            }

            foreach (JsonObject choice in Objects(answer["choices"]))
            {
                MakeString(choice, "finish_reason");
                RepairMessage(choice["message"] as JsonObject);
                RepairMessage(choice["delta"] as JsonObject);
            }

            return Encoding.UTF8.GetBytes(answer.ToJsonString());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Splits a list of parts into the text and the thinking.</summary>
    public static (string Text, string? Thinking) Flatten(IEnumerable<JsonElement> parts)
    {
        StringBuilder text = new();
        StringBuilder? thinking = null;
        foreach (JsonElement part in parts)
        {
            if (part.String("type") == "thinking")
            {
                thinking ??= new StringBuilder();
                thinking.Append(part.String("thinking"));
                thinking.AppendJoin("", part.Items("thinking").Select(static piece => piece.String("text")));
            }
            else
            {
                text.Append(part.String("text"));
            }
        }

        return (text.ToString(), thinking?.ToString());
    }

    private static void RepairMessage(JsonObject? message)
    {
        if (message is null)
        {
            return;
        }

        if (message["content"] is JsonArray parts)
        {
            (string text, string? thinking) = Flatten(JsonElement.Parse(parts.ToJsonString()).EnumerateArray());
            message["content"] = text;
            if (thinking is not null)
            {
                message["reasoning_content"] = thinking;
            }
        }

        foreach (JsonObject call in Objects(message["tool_calls"]))
        {
            MakeString(call, "id");
            if (call["function"] is JsonObject function)
            {
                MakeString(function, "arguments");
            }
        }
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    private static void MakeString(JsonObject parent, string name)
    {
        if (parent[name] is { } value && value.GetValueKind() != JsonValueKind.String)
        {
            parent[name] = value.ToJsonString();
        }
    }

    private static void MakeInteger(JsonObject parent, string name)
    {
        if (parent[name] is { } value)
        {
            parent[name] = value.GetValueKind() == JsonValueKind.Number ? (long)value.GetValue<double>() : 0L;
        }
    }
}
