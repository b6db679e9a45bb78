using System.Text.Json;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Responses;

/// <summary>One call of this API: what of it is in every version of its response.</summary>
/// <param name="Id">The id of the response.</param>
/// <param name="Key">What the ids of its items are made of.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Request">What the client sent.</param>
/// <param name="IsStored">Whether the response is kept.</param>
internal sealed record ResponsesCall(string Id, string Key, DateTimeOffset CreatedAt, ResponsesRequest Request, bool IsStored)
{
    /// <summary>Writes the response as it is at a time.</summary>
    public void Write(
        Utf8JsonWriter writer, ResponsesEnding ending, string? model, IReadOnlyList<ResponsesItem> output, ResponsesResult? result = null, GatewayError? error = null)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("object"u8, "response"u8);
        writer.WriteNumber("created_at"u8, CreatedAt.ToUnixTimeSeconds());
        writer.WriteString("status"u8, ending.Status);
        writer.WriteBoolean("background"u8, false);
        if (result is not null)
        {
            writer.WriteNumber("completed_at"u8, (CreatedAt + result.Timing.Total).ToUnixTimeSeconds());
        }

        WriteError(writer, error);
        WriteReason(writer, ending.Reason);
        WriteRepeated(writer, "instructions"u8);
        WriteRepeated(writer, "max_output_tokens"u8);
        WriteRepeated(writer, "max_tool_calls"u8);
        writer.WriteString("model"u8, string.IsNullOrEmpty(model) ? Request.Chat.Model ?? "" : model);
        writer.WriteStartArray("output"u8);
        foreach (ResponsesItem item in output)
        {
            item.Write(writer);
        }

        writer.WriteEndArray();
        WriteRequest(writer, result?.ServiceTier);
        ResponsesUsageWriter.Write(writer, result?.Usage);
        writer.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter writer, GatewayError? error)
    {
        if (error is null)
        {
            writer.WriteNull("error"u8);
            return;
        }

        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, ResponsesErrorCode.Of(error.Kind));
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }

    private static void WriteReason(Utf8JsonWriter writer, string? reason)
    {
        if (reason is null)
        {
            writer.WriteNull("incomplete_details"u8);
            return;
        }

        writer.WriteStartObject("incomplete_details"u8);
        writer.WriteString("reason"u8, reason);
        writer.WriteEndObject();
    }

    /// <summary>Repeats what the client asked for, with this API's own defaults for what it left out.</summary>
    private void WriteRequest(Utf8JsonWriter writer, JsonElement? serviceTier)
    {
        WriteRepeated(writer, "parallel_tool_calls"u8, "true"u8);
        WriteRepeated(writer, "previous_response_id"u8);
        WriteRepeated(writer, "prompt_cache_key"u8);
        WriteRepeated(writer, "reasoning"u8, """{"effort":null,"summary":null}"""u8);
        WriteRepeated(writer, "safety_identifier"u8);
        if (serviceTier is { } tier)
        {
            writer.WritePropertyName("service_tier"u8);
            tier.WriteTo(writer);
        }

        writer.WriteBoolean("store"u8, IsStored);
        WriteRepeated(writer, "temperature"u8);
        WriteText(writer);
        WriteRepeated(writer, "tool_choice"u8, "\"auto\""u8);
        WriteRepeated(writer, "tools"u8, "[]"u8);
        WriteRepeated(writer, "top_logprobs"u8, "0"u8);
        WriteRepeated(writer, "top_p"u8);
        WriteRepeated(writer, "truncation"u8, "\"disabled\""u8);
        WriteRepeated(writer, "user"u8);
        WriteRepeated(writer, "metadata"u8, "{}"u8);
    }

    private void WriteText(Utf8JsonWriter writer)
    {
        JsonElement text = Request.Body.TryGetProperty("text"u8, out JsonElement given) && given.ValueKind == JsonValueKind.Object ? given : JsonElement.Parse("{}");
        writer.WriteStartObject("text"u8);
        if (!text.TryGetProperty("format"u8, out JsonElement format) || format.ValueKind == JsonValueKind.Null)
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, "text"u8);
            writer.WriteEndObject();
        }

        foreach (JsonProperty property in text.EnumerateObject().Where(static property => property.Value.ValueKind != JsonValueKind.Null))
        {
            property.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private void WriteRepeated(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> otherwise = default)
    {
        writer.WritePropertyName(name);
        if (Request.Body.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue(otherwise.IsEmpty ? "null"u8 : otherwise);
        }
    }
}
