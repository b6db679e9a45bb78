using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// Google's <c>generateContent</c>, as apps speak it to the gateway. Model and streaming are in the path, and not all that
/// shapes the answer is in the canonical request: an instance is made for each call.
/// </summary>
/// <param name="asArray">Whether a streamed answer is a JSON array, as it is without <c>alt=sse</c>.</param>
/// <param name="includesThoughts">Whether the app asked to see what the model thinks.</param>
public sealed class GeminiClientDialect(bool asArray, bool includesThoughts) : IClientDialect
{
    /// <summary>For whole answers without thoughts, and for errors.</summary>
    public static GeminiClientDialect Instance { get; } = new(asArray: false, includesThoughts: false);

    public string Name => "gemini";

    public string StreamContentType => asArray ? "application/json" : "text/event-stream";

    /// <summary>Reads a request whose path names the model.</summary>
    /// <exception cref="GatewayException">The body is not a valid request; names the field.</exception>
    public static GeminiCall ReadRequest(ReadOnlyMemory<byte> body, string model, bool isStreaming) =>
        GeminiRequestReader.Read(body, model, isStreaming);

    /// <summary>Reads a request for the count of its tokens.</summary>
    /// <exception cref="GatewayException">The body is not a valid request; names the field.</exception>
    public static ClientRequest ReadCountRequest(ReadOnlyMemory<byte> body, string model) => GeminiRequestReader.ReadCount(body, model);

    public static void WriteCount(long tokens, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("totalTokens"u8, tokens);
        writer.WriteEndObject();
    }

    /// <summary>Reads a request that names its model in the body, as Google's own messages do.</summary>
    public ClientRequest ReadRequest(ReadOnlyMemory<byte> body) => GeminiRequestReader.Read(body, model: null, isStreaming: false).Request;

    public void WriteResponse(ChatResponse response, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        GeminiResponseWriter.Write(writer, response, includesThoughts);
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => GeminiErrorWriter.Write(error, output);

    public IClientStreamWriter CreateStreamWriter(ChatRequest request) => new GeminiStreamWriter(asArray, includesThoughts);

    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, ChatRequest request) => GeminiFieldNames.Of(fields, request);

    public ReadOnlyMemory<byte>? LimitOutput(ReadOnlyMemory<byte> body, ChatRequest request, int most) => GeminiOutputLimit.Set(body, most);
}
