using System.Globalization;
using System.Text.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Strict reading of an object of a request: what is there has the type that it must have, or the field is named.</summary>
/// <param name="Element">The object.</param>
/// <param name="Path">Where it is; empty for the body itself.</param>
internal readonly record struct OllamaObject(JsonElement Element, string Path)
{
    public string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    /// <summary>The value; null when it is missing or JSON's null.</summary>
    public JsonElement? Value(string name) =>
        Element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string? String(string name) => Value(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw OllamaRefusals.WrongType(At(name), "a string", value);

    public bool? Boolean(string name) => Value(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw OllamaRefusals.WrongType(At(name), "true or false", value);

    public double? Number(string name, double least, double most)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        double number = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double read) ? read : throw OllamaRefusals.WrongType(At(name), "a number", value);
        return number >= least && number <= most ? number : throw OutOfRange(name, value, least, most);
    }

    /// <summary>A whole number; Ollama's clients in loosely typed languages write it as <c>40.0</c>, too.</summary>
    public long? Integer(string name, long least, long most)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double real) || Math.Floor(real) != real)
        {
            throw OllamaRefusals.WrongType(At(name), "an integer", value);
        }

        bool fits = value.TryGetInt64(out long whole);
        if (!fits && Math.Abs(real) < 1L << 53)
        {
            whole = (long)real;
            fits = true;
        }

        return fits && whole >= least && whole <= most ? whole : throw OutOfRange(name, value, least, most);
    }

    public OllamaObject? Object(string name) => Value(name) is { } value ? Of(value, At(name)) : null;

    public IEnumerable<JsonElement> Items(string name) => Value(name) is not { } value ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray()
        : throw OllamaRefusals.WrongType(At(name), "an array", value);

    public IEnumerable<OllamaObject> Objects(string name)
    {
        string path = At(name);
        return Items(name).Select((item, index) => Of(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")));
    }

    /// <summary>The properties of other names; null when there are none.</summary>
    public Dictionary<string, JsonElement>? Others(IReadOnlySet<string> known)
    {
        Dictionary<string, JsonElement>? others = null;
        foreach (JsonProperty property in Element.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null && !known.Contains(property.Name)))
        {
            (others ??= new(StringComparer.Ordinal)).Add(property.Name, property.Value);
        }

        return others;
    }

    private static OllamaObject Of(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? new OllamaObject(value, path) : throw OllamaRefusals.WrongType(path, "an object", value);

    private Errors.GatewayException OutOfRange(string name, JsonElement value, double least, double most)
    {
        string limits = most >= int.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"at least {least}")
            : string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}");
        return OllamaRefusals.Invalid(At(name), $"must be {limits}, not {value.GetRawText()}");
    }
}
