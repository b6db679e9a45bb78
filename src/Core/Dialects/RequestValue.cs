using System.Globalization;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects;

/// <summary>A value of a client's body that knows where it stands, read strictly: what is of another type is refused by its name.</summary>
/// <param name="Json">The value.</param>
/// <param name="Path">Where it stands, such as <c>messages[0].content</c>; empty for the body.</param>
/// <param name="Name">The name of the property that it is the value of.</param>
internal readonly record struct RequestValue(JsonElement Json, string Path, string Name = "")
{
    public string Type => Required("type").Text();

    public IEnumerable<RequestValue> Properties
    {
        get
        {
            string path = Path;
            return AsObject().Json.EnumerateObject().Select(property => new RequestValue(property.Value, Join(path, property.Name), property.Name));
        }
    }

    /// <summary>Whether the value says nothing: null, or an array or object without content.</summary>
    public bool IsEmpty => Json.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => Json.GetArrayLength() == 0,
        JsonValueKind.Object => Json.GetPropertyCount() == 0,
        _ => false,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;

    /// <summary>Reads a body, which must be a JSON object.</summary>
    public static RequestValue Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body is empty; it must be a JSON object.");
        }

        JsonErrors.RefuseBrokenText(json.Span);
        try
        {
            return new RequestValue(JsonElement.Parse(json.Span, new JsonDocumentOptions { AllowDuplicateProperties = false }), "").AsObject();
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, json.Span);
        }
    }

    /// <summary>A property, or null when it is missing or null.</summary>
    public RequestValue? Optional(string name) =>
        AsObject().Json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? new RequestValue(value, Join(Path, name), name)
            : null;

    public RequestValue Required(string name, string? hint = null) => Optional(name) ?? throw Missing(name, hint);

    public RequestValue AsObject() => Json.ValueKind == JsonValueKind.Object ? this : throw Wrong("an object");

    public string Text() => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Wrong("a string");

    /// <summary>A text that is not empty.</summary>
    public string Word() => Text() is { Length: > 0 } text ? text : throw Refuse("must not be empty");

    public bool Boolean() => Json.ValueKind is JsonValueKind.True or JsonValueKind.False ? Json.GetBoolean() : throw Wrong("true or false");

    public int Integer(int least)
    {
        if (Json.ValueKind != JsonValueKind.Number || !Json.TryGetInt32(out int value))
        {
            throw Wrong("an integer");
        }

        return value >= least ? value : throw Refuse(string.Create(CultureInfo.InvariantCulture, $"must be at least {least}, not {value}"));
    }

    public double Number(double least, double most)
    {
        if (Json.ValueKind != JsonValueKind.Number || !Json.TryGetDouble(out double value))
        {
            throw Wrong("a number");
        }

        return value >= least && value <= most
            ? value
            : throw Refuse(string.Create(CultureInfo.InvariantCulture, $"must be between {least} and {most}, not {value}"));
    }

    public IReadOnlyList<RequestValue> Items()
    {
        if (Json.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("an array");
        }

        List<RequestValue> items = new(Json.GetArrayLength());
        foreach (JsonElement item in Json.EnumerateArray())
        {
            items.Add(new RequestValue(item, string.Create(CultureInfo.InvariantCulture, $"{Path}[{items.Count}]")));
        }

        return items;
    }

    public GatewayException Missing(string name, string? hint = null)
    {
        string path = Join(Path, name);
        return new GatewayException(ErrorKind.InvalidRequest, $"Missing required field '{path}'{(hint is null ? "" : $": {hint}")}.", path);
    }

    public GatewayException Wrong(string expected) => Refuse($"must be {expected}, not {Found}");

    public GatewayException Refuse(string why) => Path.Length == 0
        ? new GatewayException(ErrorKind.InvalidRequest, $"The request body {why}.")
        : new GatewayException(ErrorKind.InvalidRequest, $"'{Path}' {why}.", Path);

    private string Found => Json.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number when Json.GetRawText() is { Length: <= 32 } number => number,
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
