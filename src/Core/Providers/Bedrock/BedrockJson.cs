using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>What the writers of this dialect share.</summary>
internal static class BedrockJson
{
    private const string CacheControl = "cache_control";

    /// <summary>The cache breakpoint that any of the bags has, as the block that stands for it; null when none has.</summary>
    public static BedrockCachePoint? CachePoint(params ReadOnlySpan<IDictionary<string, JsonElement>?> bags)
    {
        foreach (IDictionary<string, JsonElement>? bag in bags)
        {
            if (bag is not null && bag.TryGetValue(CacheControl, out JsonElement value) && value.ValueKind == JsonValueKind.Object)
            {
                return new BedrockCachePoint(value.String("ttl"));
            }
        }

        return null;
    }

    /// <summary>Lists the fields of a bag that are left out, but for those that say nothing.</summary>
    public static void Drop(IDictionary<string, JsonElement>? bag, string prefix, BedrockScope scope, params ReadOnlySpan<string> carried)
    {
        foreach ((string name, JsonElement value) in bag ?? new Dictionary<string, JsonElement>())
        {
            if (name != CacheControl && !carried.Contains(name) && !IsEmpty(value))
            {
                scope.Dropped.Add($"{prefix}.{name}");
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

    public static JsonElement Element(Action<Utf8JsonWriter> write) => JsonElement.Parse(JsonBody.Write(write).Span);

    public static GatewayException Unsupported(string what, string param) =>
        new(ErrorKind.UnsupportedField, $"The bedrock dialect cannot carry {what}.", param);

    public static GatewayException Invalid(string message, string param) => new(ErrorKind.InvalidRequest, message, param);
}
