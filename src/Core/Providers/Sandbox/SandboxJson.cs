using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Writes whole answers and errors as OpenAI does.</summary>
internal static class SandboxJson
{
    public static ReadOnlyMemory<byte> Answer(SandboxAnswer answer) => JsonBody.Write(writer =>
    {
        WriteHead(writer, answer, "chat.completion"u8);
        writer.WriteStartArray("choices"u8);
        for (int choice = 0; choice < answer.Choices; choice++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, choice);
            WriteMessage(writer, answer, choice);
            writer.WriteNull("logprobs"u8);
            writer.WriteString("finish_reason"u8, answer.FinishReason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteUsage(writer, answer);
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Error(string message, string type, string? param, string? code) =>
        JsonBody.Write(writer => WriteError(writer, message, type, param, code));

    /// <summary>Begins the object; the caller ends it.</summary>
    public static void WriteHead(Utf8JsonWriter writer, SandboxAnswer answer, ReadOnlySpan<byte> kind)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, answer.Id);
        writer.WriteString("object"u8, kind);
        writer.WriteNumber("created"u8, answer.Created);
        writer.WriteString("model"u8, answer.Model);
    }

    public static void WriteUsage(Utf8JsonWriter writer, SandboxAnswer answer)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, answer.PromptTokens);
        writer.WriteNumber("completion_tokens"u8, answer.CompletionTokens);
        writer.WriteNumber("total_tokens"u8, answer.PromptTokens + answer.CompletionTokens);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, answer.CachedTokens);
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, answer.ReasoningTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteError(Utf8JsonWriter writer, string message, string type, string? param, string? code)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error"u8);
        writer.WriteString("message"u8, message);
        writer.WriteString("type"u8, type);
        writer.WriteString("param"u8, param);
        writer.WriteString("code"u8, code);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, SandboxAnswer answer, int choice)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        if (answer.ReasoningTokens > 0)
        {
            writer.WriteString("reasoning_content"u8, TextOf(answer, SandboxDeltaKind.Reasoning));
        }

        int calls = answer.Deltas.Count(static delta => delta.Kind == SandboxDeltaKind.ToolName);
        writer.WriteString("content"u8, calls > 0 ? null : TextOf(answer, SandboxDeltaKind.Content));
        writer.WriteNull("refusal"u8);
        if (calls > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            for (int index = 0; index < calls; index++)
            {
                WriteToolCall(writer, answer, choice, index);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteToolCall(Utf8JsonWriter writer, SandboxAnswer answer, int choice, int index)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, answer.ToolCallId(choice, index));
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, TextOf(answer, SandboxDeltaKind.ToolName, index));
        writer.WriteString("arguments"u8, TextOf(answer, SandboxDeltaKind.ToolArguments, index));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string TextOf(SandboxAnswer answer, SandboxDeltaKind kind, int toolIndex = 0) =>
        string.Concat(answer.Deltas.Where(delta => delta.Kind == kind && delta.ToolIndex == toolIndex).Select(static delta => delta.Text));
}
