using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Json;
using LlmFunctions.Pipeline;

namespace LlmFunctions.Caching;

/// <summary>
/// The key of a call's answer: a hash of for whom, in which dialect and of what it asks. How the answer is to be sent and who asks does not change what is
/// answered, so these fields are left out; every other field counts, known or not.
/// </summary>
internal static class CacheKey
{
    private const int Version = 1;

    private static readonly string[] LeftOut = ["stream", "stream_options", "user", "user_id", "safety_identifier", "metadata"];

    public static string Of(GatewayCall call)
    {
        ArrayBufferWriter<byte> buffer = new(4 * 1024);
        using (Utf8JsonWriter writer = new(buffer, JsonBody.WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(Version);

            // A group's name cannot be taken for an app's.
            writer.WriteStringValue(call.Policy.CacheGroup is { } group ? $"group:{group}" : $"app:{call.Caller.App}");
            writer.WriteStringValue(call.Operation);
            writer.WriteStringValue(call.Dialect.Name);

            // In some dialects the model is in the path.
            writer.WriteStringValue(call.Asked.Model);
            if (call.Experiment is { } experiment)
            {
                writer.WriteStringValue($"experiment:{experiment}");
            }

            WriteHeaders(writer, call);
            JsonElement asked = JsonElement.Parse(BodyOf(call).Span);
            CanonicalJson.Write(writer, asked.EnumerateObject().Where(static property => !LeftOut.Contains(property.Name)));
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void WriteHeaders(Utf8JsonWriter writer, GatewayCall call)
    {
        foreach ((string name, string value) in (call as ChatCall)?.Request.Headers.OrderBy(static header => header.Key, StringComparer.Ordinal) ?? Enumerable.Empty<KeyValuePair<string, string>>())
        {
            writer.WriteStringValue(name);
            writer.WriteStringValue(value);
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(GatewayCall call) => call switch
    {
        ChatCall chat => chat.Request.Body ?? JsonSerializer.SerializeToUtf8Bytes(chat.Request.Chat, ChatJson.Strict.ChatRequest),
        EmbeddingsCall embeddings => embeddings.Request.Body ?? JsonSerializer.SerializeToUtf8Bytes(embeddings.Request.Request, EmbeddingsJson.Strict.EmbeddingsRequest),
        _ => throw new NotSupportedException($"A {call.GetType().Name} has no key."),
    };
}
