using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Parses a request's body, and says why when it is not a JSON object.</summary>
internal static class OllamaBody
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    public static OllamaObject Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw Refuse("The request body is empty; it must be a JSON object.");
        }

        JsonElement root = ParseJson(body);
        return root.ValueKind == JsonValueKind.Object
            ? new OllamaObject(root, "")
            : throw Refuse("The request body must be a JSON object.");
    }

    private static JsonElement ParseJson(ReadOnlyMemory<byte> body)
    {
        JsonErrors.RefuseBrokenText(body.Span);
        try
        {
            return JsonElement.Parse(body.Span, Options);
        }
        catch (JsonException exception) when (Repeated(exception.Message) is { } name)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' is given more than once.", name, exception);
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, body.Span);
        }
    }

    /// <summary>The name in "Duplicate property 'name' encountered…".</summary>
    private static string? Repeated(string message)
    {
        int start = message.IndexOf('\'', StringComparison.Ordinal) + 1;
        int end = message.IndexOf("' encountered", StringComparison.Ordinal);
        return message.StartsWith("Duplicate property", StringComparison.Ordinal) && end > start ? message[start..end] : null;
    }

    private static GatewayException Refuse(string message) => new(ErrorKind.InvalidRequest, message);
}
