using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LlmFunctions.Catalog;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Routing;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Writes the models that can be called as Google lists its own.</summary>
public static class GeminiModelWriter
{
    private const int DefaultPageSize = 50;
    private const int LargestPageSize = 1000;

    /// <exception cref="GatewayException">The page that is asked for does not exist.</exception>
    public static void WriteList(IEnumerable<ListedModel> models, string? pageSize, string? pageToken, IBufferWriter<byte> output)
    {
        ListedModel[] all = [.. models];
        int size = Math.Min(Number(pageSize, "pageSize") is { } wanted and > 0 ? wanted : DefaultPageSize, LargestPageSize);
        int start = Number(pageToken, "pageToken") ?? 0;
        if (start > all.Length)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "'pageToken' is not of this list.", "pageToken");
        }

        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteStartArray("models"u8);
        foreach (ListedModel model in all.Skip(start).Take(size))
        {
            Write(writer, model);
        }

        writer.WriteEndArray();
        if (start + size < all.Length)
        {
            writer.WriteString("nextPageToken"u8, (start + size).ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteEndObject();
    }

    public static void Write(ListedModel model, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        Write(writer, model);
    }

    private static void Write(Utf8JsonWriter writer, ListedModel model)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, "models/" + model.Id);
        writer.WriteString("displayName"u8, model.Id);
        writer.WriteString("description"u8, $"Served by {model.Provider}.");
        if (model.Info?.ContextWindow is { } window)
        {
            writer.WriteNumber("inputTokenLimit"u8, window);
        }

        if (model.Info?.MaxOutput is { } most)
        {
            writer.WriteNumber("outputTokenLimit"u8, most);
        }

        writer.WriteStartArray("supportedGenerationMethods"u8);
        if (model.Info?.Capabilities is not { } capabilities || capabilities.HasFlag(ModelCapabilities.Chat))
        {
            writer.WriteStringValue("generateContent"u8);
            writer.WriteStringValue("streamGenerateContent"u8);
            writer.WriteStringValue("countTokens"u8);
        }

        writer.WriteEndArray();
        if (model.Info?.Capabilities?.HasFlag(ModelCapabilities.Reasoning) is true)
        {
            writer.WriteBoolean("thinking"u8, true);
        }

        writer.WriteEndObject();
    }

    private static int? Number(string? text, string param) =>
        string.IsNullOrEmpty(text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new GatewayException(ErrorKind.InvalidRequest, param == "pageSize" ? "'pageSize' must be a number." : "'pageToken' is not of this list.", param);
}
