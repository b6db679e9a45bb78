using System.Text.Json;
using System.Text.Unicode;
using LlmFunctions.Errors;

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

        if (!Utf8.IsValid(body.Span))
        {
            throw Refuse("The request body is not valid UTF-8.");
        }

        JsonElement root = ParseJson(body);
        return root.ValueKind == JsonValueKind.Object
            ? new OllamaObject(root, "")
            : throw Refuse("The request body must be a JSON object.");
    }

    private static JsonElement ParseJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            CheckSurrogates(body.Span);
            return JsonElement.Parse(body.Span, Options);
        }
        catch (InvalidOperationException exception)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body has half of a surrogate pair in a string.", innerException: exception);
        }
        catch (JsonException exception) when (Repeated(exception.Message) is { } name)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' is given more than once.", name, exception);
        }
        catch (JsonException exception)
        {
            string reason = exception.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? "it is nested too deeply: more than 64 levels"
                : exception.Message.Split(". ", 2)[0].TrimEnd('.');
            throw new GatewayException(ErrorKind.InvalidRequest, $"The request body is not valid JSON: {reason} (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).", innerException: exception);
        }
    }

    /// <summary>An escape for half of a pair is JSON, but no text; only bodies that have such escapes are looked through.</summary>
    private static void CheckSurrogates(ReadOnlySpan<byte> body)
    {
        if (body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        Utf8JsonReader reader = new(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                reader.GetString();
            }
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
