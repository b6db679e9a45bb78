using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>
/// What a provider wants to see again on the next turn, as the <c>encrypted_content</c> of a reasoning item: clients of
/// this API carry it along, whatever it is. The providers sign or encrypt what is in it themselves.
/// </summary>
internal sealed record ResponsesSeal
{
    private const string Prefix = "llmf1.";
    private const string BlockField = "block";
    private const string CallsField = "calls";
    private const string MessageField = "message";

    /// <summary>The thinking that the item shows, with its signature, or thinking that nobody may read.</summary>
    public ThinkingBlock? Block { get; init; }

    /// <summary>What belongs to the calls that follow, by their ids.</summary>
    public IReadOnlyDictionary<string, JsonElement> Calls { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What belongs to the message before the item.</summary>
    public JsonElement? Message { get; init; }

    public string Write()
    {
        ReadOnlyMemory<byte> json = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            if (Block is not null)
            {
                writer.WritePropertyName(BlockField);
                JsonSerializer.Serialize(writer, Block, ChatJson.Strict.ThinkingBlock);
            }

            if (Calls.Count > 0)
            {
                writer.WriteStartObject(CallsField);
                foreach ((string id, JsonElement extra) in Calls)
                {
                    writer.WritePropertyName(id);
                    extra.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            if (Message is { } message)
            {
                writer.WritePropertyName(MessageField);
                message.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        return Prefix + Base64Url.EncodeToString(json.Span);
    }

    /// <summary>Reads a seal; null when it is another API's, or has suffered on its way.</summary>
    public static ResponsesSeal? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
        {
            return null;
        }

        try
        {
            JsonElement json = JsonElement.Parse(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length)));
            return json.ValueKind != JsonValueKind.Object ? null : new ResponsesSeal
            {
                Block = json.Object(BlockField)?.Deserialize(ChatJson.Strict.ThinkingBlock),
                Calls = json.Object(CallsField) is { } calls ? calls.EnumerateObject().ToDictionary(static call => call.Name, static call => call.Value) : [],
                Message = json.Object(MessageField),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // Somebody changed it: no seal is what it is then.
            return null;
        }
    }
}
