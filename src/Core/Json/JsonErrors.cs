using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmFunctions.Errors;

namespace LlmFunctions.Json;

/// <summary>Says in the client's terms why its JSON could not be read: which field, what it should be, what it is.</summary>
public static class JsonErrors
{
    public static GatewayException Explain(JsonException exception, ReadOnlySpan<byte> body)
    {
        long line = exception.LineNumber ?? 0;
        long position = exception.BytePositionInLine ?? 0;
        JsonLocation location = JsonLocation.Find(body, line, position);
        string message = exception.Message;
        string? param = location.Path.Length > 0 ? location.Path : null;

        // The reader's own exception, which is not public, is the inner one when the text is not JSON at all.
        if (message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return Refuse("The request body is nested too deeply: more than 64 levels.", param, exception);
        }

        if (exception.InnerException is JsonException || exception.GetType() != typeof(JsonException))
        {
            return Refuse($"The request body is not valid JSON: {Reason(message)} (line {line + 1}, byte {position + 1}).", null, exception);
        }

        if (message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return Refuse(param is null ? "The request body has a property twice." : $"'{param}' is given more than once.", param, exception);
        }

        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return Refuse(param is null ? "The request body has an unknown field." : $"'{param}' is not a field of this request.", param, exception);
        }

        string what = param is null ? "The request body" : $"'{param}'";
        if (message.StartsWith("must ", StringComparison.Ordinal) || message.StartsWith("needs ", StringComparison.Ordinal))
        {
            return Refuse($"{what} {message}.", param, exception);
        }

        return Refuse($"{what} must be {Expected(exception)}, not {location.Found}.", param, exception);
    }

    /// <summary>Refuses strings that no program could read or pass on, before they are come upon one by one: the reader complains of them only when it is asked for one.</summary>
    /// <exception cref="GatewayException">The body is not UTF-8, or has half of a surrogate pair.</exception>
    public static void RefuseBrokenText(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body is not valid UTF-8.");
        }

        int offset = JsonText.FindUnpairedSurrogate(body);
        if (offset >= 0)
        {
            string path = JsonLocation.Find(body, offset + 1).Path;
            string escape = Encoding.ASCII.GetString(body.Slice(offset, 6));
            throw new GatewayException(
                ErrorKind.InvalidRequest,
                $"{(path.Length > 0 ? $"'{path}'" : "The request body")} has an unpaired surrogate escape ({escape}).",
                path.Length > 0 ? path : null);
        }
    }

    private static GatewayException Refuse(string message, string? param, JsonException cause) => new(ErrorKind.InvalidRequest, message, param, cause);

    /// <summary>The first sentence; the rest repeats the position or speaks of the reader's options.</summary>
    private static string Reason(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }

    private static string Expected(JsonException exception)
    {
        string message = exception.Message;

        // Inside a converter only the reader's complaint tells what it was reading.
        return message.Contains("null values", StringComparison.Ordinal) ? "given"
            : message.Contains("List`1", StringComparison.Ordinal) ? "an array"
            : message.Contains("System.Int", StringComparison.Ordinal) ? "an integer"
            : message.Contains("System.Double", StringComparison.Ordinal) ? "a number"
            : message.Contains("System.Boolean", StringComparison.Ordinal) ? "true or false"
            : (message + exception.InnerException?.Message).Contains("DateTimeOffset", StringComparison.Ordinal) ? "a date and time such as 2027-01-31T00:00:00Z"
            : message.Contains("System.String", StringComparison.Ordinal) ? "a string"
            : exception.InnerException?.Message.Contains("as a string", StringComparison.Ordinal) is true ? "a string"
            : "an object";
    }
}
