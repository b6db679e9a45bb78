using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Anthropic's Messages, as apps speak it to the gateway.</summary>
/// <param name="requestId">The id of the request, which error envelopes of this dialect carry.</param>
public sealed class AnthropicClientDialect(string? requestId) : IClientDialect
{
    /// <summary>The headers that go to providers of this dialect as the client sent them.</summary>
    public static IReadOnlyList<string> ForwardedHeaders { get; } = ["anthropic-version", "anthropic-beta"];

    public string Name => "anthropic";

    public string StreamContentType => "text/event-stream";

    public ClientRequest ReadRequest(ReadOnlyMemory<byte> body) => AnthropicRequestReader.ReadMessages(body);

    /// <summary>Reads a request that asks for the count of its tokens.</summary>
    public static ClientRequest ReadCountRequest(ReadOnlyMemory<byte> body) => AnthropicRequestReader.ReadCount(body);

    public void WriteResponse(ChatResponse response, IBufferWriter<byte> output) => AnthropicMessageWriter.Write(response, output);

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => AnthropicErrorWriter.Write(error, requestId, output);

    public IClientStreamWriter CreateStreamWriter(ChatRequest request) => new AnthropicStreamWriter(requestId);

    public ReadOnlyMemory<byte>? LimitOutput(ReadOnlyMemory<byte> body, ChatRequest request, int most) =>
        JsonBodyRewriter.Rewrite(body, [JsonEdit.Set("max_tokens", most)]);
}
