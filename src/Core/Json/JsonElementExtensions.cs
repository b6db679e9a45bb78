using System.Text.Json;

namespace LlmFunctions.Json;

/// <summary>Lenient reading of what providers send: a property that is missing or of another type is simply not there.</summary>
internal static class JsonElementExtensions
{
    public static JsonElement? Property(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static string? String(this JsonElement element, string name) =>
        element.Property(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? Int64(this JsonElement element, string name) =>
        element.Property(name) is not { ValueKind: JsonValueKind.Number } value ? null
        : value.TryGetInt64(out long whole) ? whole
        : value.TryGetDouble(out double real) && real is > long.MinValue and < long.MaxValue ? (long)real
        : null;

    public static bool? Boolean(this JsonElement element, string name) =>
        element.Property(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Property(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The items of an array property; none when there is no such array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Property(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];
}
