using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Providers.Gemini;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes the parts of a model's turn.</summary>
internal static class GeminiPartWriter
{
    private const string DataUrl = "data:";

    public static void WriteText(Utf8JsonWriter writer, string text, bool isThought, string? signature)
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

    /// <summary>The signature that a block goes out with: Gemini's own as it is, another provider's in a wrapping.</summary>
    public static string? SignatureOf(ThinkingBlock block) =>
        block.Signature is null && block.Data is null ? null
        : GeminiExtra.IsOwn(block) ? block.Signature
        : GeminiSignature.Wrap([block], withText: false);

    /// <summary>Images that the model made, and Gemini's parts that the canonical shape has no place for.</summary>
    public static void WriteOthers(Utf8JsonWriter writer, IDictionary<string, JsonElement>? extra)
    {
        if (extra is not null && extra.TryGetValue("images", out JsonElement images) && images.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement image in images.EnumerateArray())
            {
                WriteImage(writer, image.Object("image_url")?.String("url") ?? "");
            }
        }

        foreach (JsonElement part in GeminiExtra.Parts(extra))
        {
            part.WriteTo(writer);
        }
    }

    public static bool HasOthers(IDictionary<string, JsonElement>? extra) =>
        extra is not null && (extra.ContainsKey("images") || GeminiExtra.Parts(extra).Any());

    /// <summary>Writes a call; false when its arguments are not a JSON object, which this dialect has no form for.</summary>
    /// <param name="writer">Writes the parts.</param>
    /// <param name="call">The whole call.</param>
    /// <param name="hidden">Signed thinking that goes with it because the app does not see it.</param>
    public static bool TryWriteCall(Utf8JsonWriter writer, ToolCall call, IReadOnlyList<ThinkingBlock> hidden)
    {
        if (Arguments(call) is not { } arguments)
        {
            return false;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("functionCall"u8);
        if (call.Id is { Length: > 0 } id)
        {
            writer.WriteString("id"u8, id);
        }

        writer.WriteString("name"u8, call.Function?.Name ?? "");
        writer.WritePropertyName("args"u8);
        arguments.WriteTo(writer);
        writer.WriteEndObject();
        WriteSignature(writer, GeminiExtra.Signature(call.Extra) ?? (hidden.Count > 0 ? GeminiSignature.Wrap(hidden, withText: true) : null));
        writer.WriteEndObject();
        return true;
    }

    private static JsonElement? Arguments(ToolCall call)
    {
        string? text = call.Function?.Arguments;
        return JsonBody.TryParse(string.IsNullOrWhiteSpace(text) ? "{}"u8.ToArray() : Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } value
            ? value
            : null;
    }

    private static void WriteImage(Utf8JsonWriter writer, string url)
    {
        int comma = url.IndexOf(";base64,", StringComparison.Ordinal);
        writer.WriteStartObject();
        if (url.StartsWith(DataUrl, StringComparison.Ordinal) && comma > 0)
        {
            writer.WriteStartObject("inlineData"u8);
            writer.WriteString("mimeType"u8, url[DataUrl.Length..comma]);
            writer.WriteString("data"u8, url[(comma + ";base64,".Length)..]);
        }
        else
        {
            writer.WriteStartObject("fileData"u8);
            writer.WriteString("fileUri"u8, url);
        }

        writer.WriteEndObject();
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
