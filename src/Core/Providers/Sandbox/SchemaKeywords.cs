using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>The keywords of a schema, with references followed, <c>allOf</c> joined and the first alternative taken.</summary>
internal sealed class SchemaKeywords
{
    private const int DeepestReference = 64;
    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    private readonly Dictionary<string, JsonElement> _keywords = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _properties = new(StringComparer.Ordinal);
    private readonly List<string> _required = [];

    public IReadOnlyList<string> Required => _required;

    /// <summary>A value that the schema itself gives.</summary>
    public JsonElement? Given =>
        Find("const")
        ?? First("enum")
        ?? ((Find("type") is null && _properties.Count == 0) || Find("pattern") is not null ? Find("default") ?? First("examples") : null);

    public string? Type => Find("type") switch
    {
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        { ValueKind: JsonValueKind.Array } types => types.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.String } type ? type.GetString() : null,
        _ when _properties.Count > 0 || _required.Count > 0 => "object",
        _ when _keywords.ContainsKey("items") || _keywords.ContainsKey("prefixItems") => "array",
        _ => null,
    };

    /// <summary>Null when the schema allows no value, refers to one that does not exist, or takes too long to find out.</summary>
    public static SchemaKeywords? Of(JsonElement schema, JsonElement root, ref int budget)
    {
        SchemaKeywords keywords = new();
        return keywords.Join(schema, root, 0, ref budget) ? keywords : null;
    }

    public JsonElement? Find(string name) => _keywords.TryGetValue(name, out JsonElement value) ? value : null;

    public decimal? Number(string name) =>
        Find(name) is not { ValueKind: JsonValueKind.Number } value ? null
        : value.TryGetDecimal(out decimal number) ? number
        : value.GetRawText().StartsWith('-') ? decimal.MinValue
        : decimal.MaxValue;

    /// <summary>The schema of an object's property.</summary>
    public JsonElement Property(string name) =>
        _properties.TryGetValue(name, out JsonElement property) ? property
        : Find("additionalProperties") is { ValueKind: JsonValueKind.Object } others ? others
        : Anything;

    /// <summary>The schema of an array's item.</summary>
    public JsonElement Item(int index)
    {
        JsonElement? own = Find("prefixItems") is { ValueKind: JsonValueKind.Array } items && index < items.GetArrayLength() ? items[index] : null;
        return own ?? Find("items") ?? Anything;
    }

    private JsonElement? First(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } values && values.GetArrayLength() > 0 ? values[0] : null;

    private bool Join(JsonElement schema, JsonElement root, int depth, ref int budget)
    {
        if (--budget < 0 || depth > DeepestReference)
        {
            return false;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.True;
        }

        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (!Join(keyword, root, depth, ref budget))
            {
                return false;
            }
        }

        return true;
    }

    private bool Join(JsonProperty keyword, JsonElement root, int depth, ref int budget)
    {
        IEnumerable<JsonElement> items = keyword.Value.ValueKind == JsonValueKind.Array ? keyword.Value.EnumerateArray() : [];
        switch (keyword.Name)
        {
            case "$ref":
                return Refer(root, keyword.Value.ToString()) is { } target && Join(target, root, depth + 1, ref budget);
            case "allOf":
                return JoinAll(items, root, depth + 1, ref budget);
            case "anyOf" or "oneOf":
                return JoinAll(items.Take(1), root, depth + 1, ref budget);
            case "properties" when keyword.Value.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty property in keyword.Value.EnumerateObject())
                {
                    _properties.TryAdd(property.Name, property.Value);
                }

                return true;
            case "required":
                _required.AddRange(items.Select(static name => name.ToString()).Except(_required));
                return true;
            default:
                _keywords.TryAdd(keyword.Name, keyword.Value);
                return true;
        }
    }

    private bool JoinAll(IEnumerable<JsonElement> parts, JsonElement root, int depth, ref int budget)
    {
        foreach (JsonElement part in parts)
        {
            if (!Join(part, root, depth, ref budget))
            {
                return false;
            }
        }

        return true;
    }

    private static JsonElement? Refer(JsonElement root, string reference)
    {
        if (!reference.StartsWith('#'))
        {
            return null;
        }

        JsonElement? target = root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            target = target?.Property(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }

        return target;
    }
}
