using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>What the sandbox has to say.</summary>
internal static class SandboxText
{
    /// <summary>Repeats the last thing that the user, or after tool calls the tool, has said.</summary>
    public static string Echo(ChatRequest request)
    {
        ChatMessage last = request.Messages[^1];
        return last.Role == "tool"
            ? $"The tool said: {last.Content?.AsText()}"
            : $"You said: {LastUserText(request)}";
    }

    /// <summary>A JSON text that fits <c>response_format</c>.</summary>
    public static string Json(ChatRequest request) => request.ResponseFormat switch
    {
        { Type: ResponseFormat.JsonObjectType } => ObjectWith(LastUserText(request)),
        { Type: ResponseFormat.JsonSchemaType, JsonSchema.Schema: { } schema } => SandboxSchema.SmallestValue(schema, "response_format.json_schema.schema"),
        { Type: ResponseFormat.JsonSchemaType } => ObjectWith(LastUserText(request)),
        var other => throw SandboxField.Invalid("response_format.type", $"cannot be \"{other?.Type}\""),
    };

    public static string CutAtStop(string text, IReadOnlyList<string>? stops)
    {
        int end = text.Length;
        foreach (string stop in stops ?? [])
        {
            int found = stop.Length == 0 ? -1 : text.IndexOf(stop, StringComparison.Ordinal);
            end = found >= 0 ? Math.Min(end, found) : end;
        }

        return text[..end];
    }

    private static string? LastUserText(ChatRequest request) =>
        (request.Messages.LastOrDefault(static message => message.Role == "user") ?? request.Messages[^1]).Content?.AsText();

    private static string ObjectWith(string? text) => Encoding.UTF8.GetString(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("echo"u8, text ?? "");
        writer.WriteEndObject();
    }).Span);
}
