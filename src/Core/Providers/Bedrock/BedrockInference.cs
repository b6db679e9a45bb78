using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes the parameters that all models have.</summary>
internal static class BedrockInference
{
    public static void Write(Utf8JsonWriter writer, ChatRequest request, BedrockReasoning reasoning, BedrockScope scope)
    {
        int? limit = request.OutputLimit ?? reasoning.OutputLimit;
        double? temperature = Kept("temperature", request.Temperature, reasoning.RefusesSampling || (reasoning.IsImplied && request.Temperature != 1), scope);
        double? topP = Kept("top_p", request.TopP, reasoning.RefusesSampling || (reasoning.IsImplied && request.TopP < 0.95), scope);
        if (limit is null && temperature is null && topP is null && request.Stop is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartObject("inferenceConfig"u8);
        if (limit is not null)
        {
            writer.WriteNumber("maxTokens"u8, limit.Value);
        }

        if (temperature is not null)
        {
            writer.WriteNumber("temperature"u8, temperature.Value);
        }

        if (topP is not null)
        {
            writer.WriteNumber("topP"u8, topP.Value);
        }

        WriteStop(writer, request.Stop);
        writer.WriteEndObject();
    }

    private static void WriteStop(Utf8JsonWriter writer, IReadOnlyList<string>? stop)
    {
        if (stop is not { Count: > 0 })
        {
            return;
        }

        writer.WriteStartArray("stopSequences"u8);
        foreach (string sequence in stop)
        {
            writer.WriteStringValue(sequence);
        }

        writer.WriteEndArray();
    }

    private static double? Kept(string name, double? value, bool drop, BedrockScope scope)
    {
        if (value is not null && drop)
        {
            scope.Dropped.Add(name);
        }

        return drop ? null : value;
    }
}
