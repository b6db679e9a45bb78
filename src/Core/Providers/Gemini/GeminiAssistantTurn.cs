using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Turns an assistant message into the parts of a model's turn: thoughts, text, then calls, as Gemini sends them.</summary>
internal static class GeminiAssistantTurn
{
    /// <summary>
    /// What Google documents for conversations whose function calls were not signed, because another model made them or
    /// the client lost the signature (https://ai.google.dev/gemini-api/docs/thought-signatures).
    /// </summary>
    private const string NoSignature = "skip_thought_signature_validator";

    public static void Add(GeminiTurn turn, GeminiScope scope, ChatMessage message, int index)
    {
        AddThoughts(turn, scope, message);
        AddContent(turn, scope, message, index);
        AddOwnParts(turn, scope, message, index);
        AddCalls(turn, scope, message, index);
    }

    private static void AddThoughts(GeminiTurn turn, GeminiScope scope, ChatMessage message)
    {
        if (message.ThinkingBlocks is not { Count: > 0 } blocks)
        {
            if (message.ReasoningContent is { Length: > 0 } reasoning)
            {
                turn.Add(writer => WriteText(writer, reasoning, isThought: true, null));
            }

            return;
        }

        foreach (ThinkingBlock block in blocks)
        {
            string? signature = GeminiExtra.IsOwn(block) ? block.Signature : null;
            if (block.Data is not null || (block.Signature is not null && signature is null))
            {
                // Another provider's signature would be refused as a forged one.
                scope.Drop("messages.thinking_blocks.signature");
            }

            if (block.Thinking is { Length: > 0 } || signature is not null)
            {
                turn.Add(writer => WriteText(writer, block.Thinking ?? "", isThought: true, signature));
            }
        }
    }

    private static void AddContent(GeminiTurn turn, GeminiScope scope, ChatMessage message, int index)
    {
        IReadOnlyList<ContentPart> parts = message.Content is null or { Text: "" } ? [] : message.Content.AsParts();
        string? signature = GeminiExtra.Signature(message.Extra);
        int lastText = signature is null ? -1 : LastText(parts);
        for (int i = 0; i < parts.Count; i++)
        {
            if (i == lastText)
            {
                string text = parts[i].Text ?? "";
                turn.Add(writer => WriteText(writer, text, isThought: false, signature));
            }
            else
            {
                GeminiPart.Add(turn, scope, parts[i], $"messages[{index}].content[{i}]");
            }
        }

        if (message.Refusal is { } refusal)
        {
            turn.AddText(refusal);
        }

        if (signature is not null && lastText < 0)
        {
            turn.Add(writer => WriteText(writer, "", isThought: false, signature));
        }
    }

    /// <summary>Images that the model made, and parts that have no place in the canonical shape.</summary>
    private static void AddOwnParts(GeminiTurn turn, GeminiScope scope, ChatMessage message, int index)
    {
        if (message.Extra?.TryGetValue("images", out JsonElement images) is true && images.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement image in images.EnumerateArray())
            {
                turn.Add(GeminiPart.Media(scope, image.Object("image_url")?.String("url"), $"messages[{index}].images").Write);
            }
        }

        foreach (JsonElement part in GeminiExtra.Parts(message.Extra))
        {
            turn.Add(part.WriteTo);
        }
    }

    private static void AddCalls(GeminiTurn turn, GeminiScope scope, ChatMessage message, int index)
    {
        IReadOnlyList<ToolCall> calls = message.ToolCalls ?? [];
        bool isUnsigned = scope.Model.NeedsSignatures && calls.All(static call => GeminiExtra.Signature(call.Extra) is null);
        for (int i = 0; i < calls.Count; i++)
        {
            ToolCall call = calls[i];
            string path = $"messages[{index}].tool_calls[{i}]";
            if (call.Function?.Name is not { Length: > 0 } name)
            {
                throw call.Type is null or ToolDefinition.FunctionType
                    ? GeminiScope.Invalid("A tool call needs a function name.", path + ".function.name")
                    : scope.Unsupported($"a tool call of type '{call.Type}'", path + ".type");
            }

            JsonElement arguments = Arguments(call.Function.Arguments, path + ".function.arguments");
            string? signature = isUnsigned && i == 0 ? NoSignature : GeminiExtra.Signature(call.Extra);
            turn.Add(writer => WriteCall(writer, call.Id, name, arguments, signature));
        }
    }

    private static JsonElement Arguments(string? text, string path)
    {
        JsonElement? arguments = JsonBody.TryParse(string.IsNullOrWhiteSpace(text) ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(text));
        return arguments is { ValueKind: JsonValueKind.Object } value
            ? value
            : throw GeminiScope.Invalid("Expected a JSON object as text.", path);
    }

    private static int LastText(IReadOnlyList<ContentPart> parts)
    {
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i].Type == ContentPart.TextType)
            {
                return i;
            }
        }

        return -1;
    }

    private static void WriteCall(Utf8JsonWriter writer, string? id, string name, JsonElement arguments, string? signature)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        if (id is not null)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("name"u8, name);
        writer.WritePropertyName("args"u8);
        arguments.WriteTo(writer);
        writer.WriteEndObject();
        WriteSignature(writer, signature);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string text, bool isThought, string? signature)
    {
        writer.WriteStartObject();
        writer.WriteString("text"u8, text);
        if (isThought)
        {
            writer.WriteBoolean("thought"u8, true);
        }

        WriteSignature(writer, signature);
        writer.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter writer, string? signature)
    {
        if (signature is not null)
        {
            writer.WriteString("thoughtSignature"u8, signature);
        }
    }
}
