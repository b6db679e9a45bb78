using System.Text.Json;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>A block of its own that says: keep what comes before it.</summary>
/// <param name="TimeToLive">How long; null for the model's default.</param>
internal readonly record struct BedrockCachePoint(string? TimeToLive)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("cachePoint"u8);
        writer.WriteString("type"u8, "default"u8);
        if (TimeToLive is "5m" or "1h")
        {
            writer.WriteString("ttl"u8, TimeToLive);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the point if there is one and the model takes it here.</summary>
    public static void Write(Utf8JsonWriter writer, BedrockCachePoint? point, bool isTaken, string prefix, BedrockScope scope)
    {
        if (point is not null && isTaken)
        {
            point.Value.Write(writer);
        }
        else if (point is not null)
        {
            scope.Dropped.Add($"{prefix}.cache_control");
        }
    }
}
