using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Anthropic;

/// <summary>What the writers of this dialect share.</summary>
internal static class AnthropicJson
{
    private const string CacheControl = "cache_control";

    public static void WriteProperties(Utf8JsonWriter writer, IDictionary<string, JsonElement>? properties)
    {
        foreach ((string name, JsonElement value) in properties ?? new Dictionary<string, JsonElement>())
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    /// <summary>The first cache breakpoint that any of the bags has.</summary>
    public static JsonElement? FindCacheControl(params ReadOnlySpan<IDictionary<string, JsonElement>?> bags)
    {
        foreach (IDictionary<string, JsonElement>? bag in bags)
        {
            if (bag is not null && bag.TryGetValue(CacheControl, out JsonElement value) && value.ValueKind == JsonValueKind.Object)
            {
                return value;
            }
        }

        return null;
    }

    public static void WriteCacheControl(Utf8JsonWriter writer, JsonElement? cacheControl)
    {
        if (cacheControl is { } value)
        {
            writer.WritePropertyName(CacheControl);
            value.WriteTo(writer);
        }
    }

    /// <summary>Lists the fields of a bag that are left out, but for those that say nothing.</summary>
    public static void Drop(IDictionary<string, JsonElement>? bag, string prefix, ICollection<string> dropped, params ReadOnlySpan<string> carried)
    {
        foreach ((string name, JsonElement value) in bag ?? new Dictionary<string, JsonElement>())
        {
            if (name != CacheControl && !carried.Contains(name) && !IsEmpty(value))
            {
                dropped.Add($"{prefix}.{name}");
            }
        }
    }

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        _ => false,
    };

    public static GatewayException Unsupported(string what, string param) =>
        new(ErrorKind.UnsupportedField, $"The anthropic dialect cannot carry {what}.", param);

    public static GatewayException Invalid(string message, string param) => new(ErrorKind.InvalidRequest, message, param);
}
