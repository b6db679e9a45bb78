using System.Text.Json;
using LlmFunctions.Conversations;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Brings the items of a request to the form in which they are kept and listed: with id, type and status, content as parts.</summary>
internal static class ResponsesInputItems
{
    public const string ReferenceType = "item_reference";

    /// <summary>A text as an item.</summary>
    public static JsonElement Message(string text) => JsonElement.Parse(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "user"u8);
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }).Span);

    /// <summary>What a reference refers to, in its place.</summary>
    public static RequestValue Resolve(RequestValue reference, IReadOnlyDictionary<string, JsonElement> referenced)
    {
        RequestValue id = reference.Required("id");
        return referenced.TryGetValue(id.Word(), out JsonElement item)
            ? reference with { Json = item }
            : throw new GatewayException(ErrorKind.InvalidRequest, $"Item with id '{id.Word()}' not found.", id.Path);
    }

    /// <summary>Writes the items as an array; a reference is replaced by what it refers to.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<RequestValue> items, IReadOnlyDictionary<string, JsonElement> referenced, string key) => JsonBody.Write(writer =>
    {
        writer.WriteStartArray();
        for (int i = 0; i < items.Count; i++)
        {
            string type = ResponsesMessages.TypeOf(items[i]);
            if (type == ReferenceType)
            {
                Resolve(items[i], referenced).Json.WriteTo(writer);
            }
            else
            {
                Write(writer, items[i], type, ResponseIds.OfInput(PrefixOf(type), key, i));
            }
        }

        writer.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter writer, RequestValue item, string type, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Optional("id")?.Text() is { Length: > 0 } own ? own : id);
        writer.WriteString("type"u8, type);
        if (type != "reasoning" && item.Optional("status") is null)
        {
            writer.WriteString("status"u8, "completed"u8);
        }

        foreach (RequestValue property in item.Properties.Where(static property => property.Name is not ("id" or "type") && property.Json.ValueKind != JsonValueKind.Null))
        {
            writer.WritePropertyName(property.Name);
            if (property is { Name: "content", Json.ValueKind: JsonValueKind.String })
            {
                WriteText(writer, property.Text(), isAnswer: item.Required("role").Text() == "assistant");
            }
            else
            {
                property.Json.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string text, bool isAnswer)
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteString("type"u8, isAnswer ? "output_text"u8 : "input_text"u8);
        writer.WriteString("text"u8, text);
        if (isAnswer)
        {
            writer.WriteStartArray("annotations"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static string PrefixOf(string type) => type switch
    {
        "function_call" => "fc_",
        "function_call_output" => "fco_",
        "reasoning" => "rs_",
        _ => "msg_",
    };
}
