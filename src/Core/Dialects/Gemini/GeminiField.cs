using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>A value of a client's request and where it stands, so that whoever finds it wrong can say which it is.</summary>
/// <param name="Value">The value.</param>
/// <param name="Path">Such as <c>contents[0].parts[1].text</c>; empty for the request itself.</param>
internal readonly record struct GeminiField(JsonElement Value, string Path)
{
    /// <summary>A property; null when it is missing or null.</summary>
    public GeminiField? this[string name] =>
        Value.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? new GeminiField(value, Under(name)) : null;

    public GeminiField Required(string name, string? hint = null) => this[name]
        ?? throw new GatewayException(ErrorKind.InvalidRequest, $"Missing required field '{Under(name)}'{(hint is null ? "" : $": {hint}")}.", Under(name));

    /// <summary>The properties that are not null.</summary>
    public IEnumerable<(string Name, GeminiField Field)> Properties()
    {
        foreach (JsonProperty property in Value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                yield return (property.Name, new GeminiField(property.Value, Under(property.Name)));
            }
        }
    }

    /// <summary>The items of a list; Google takes a single item for a list of one.</summary>
    public IEnumerable<GeminiField> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array)
        {
            yield return Value.ValueKind == JsonValueKind.Object ? this : throw Invalid("must be an array");
            yield break;
        }

        int index = 0;
        foreach (JsonElement item in Value.EnumerateArray())
        {
            yield return new GeminiField(item, $"{Path}[{index++}]");
        }
    }

    public GeminiField Object() => Value.ValueKind == JsonValueKind.Object ? this : throw Invalid("must be an object");

    public string Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Invalid("must be a string");

    public bool Flag() => Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Invalid("must be true or false");

    public double Number(double least = double.MinValue, double most = double.MaxValue)
    {
        double number = Value.ValueKind == JsonValueKind.Number ? Value.GetDouble() : throw Invalid("must be a number");
        return number >= least && number <= most ? number : throw Invalid(FormattableString.Invariant($"must be between {least} and {most}, not {number}"));
    }

    /// <summary>A whole number, which may be written as 40.0.</summary>
    public int Integer(int least, int most)
    {
        double number = Value.ValueKind == JsonValueKind.Number ? Value.GetDouble() : throw Invalid("must be an integer");
        return number != Math.Truncate(number) ? throw Invalid("must be an integer")
            : number >= least && number <= most ? (int)number
            : throw Invalid(most == int.MaxValue ? $"must be at least {least}, not {number:0}" : $"must be between {least} and {most}, not {number:0}");
    }

    public GatewayException Invalid(string why) =>
        new(ErrorKind.InvalidRequest, Path.Length == 0 ? $"The request body {why}." : $"'{Path}' {why}.", Path.Length == 0 ? null : Path);

    private string Under(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
