using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects;

/// <summary>A wire format that apps speak to the gateway: pure translators between its bytes and the canonical shapes.</summary>
public interface IClientDialect
{
    /// <summary>The dialect's name; where it equals the provider's, bodies pass through.</summary>
    string Name { get; }

    string StreamContentType { get; }

    /// <summary>Whether its own form is the canonical one, so that nothing is lost on the way there and back.</summary>
    bool IsCanonical => false;

    /// <summary>Reads and validates a request.</summary>
    /// <exception cref="GatewayException">The body is not a valid request; names the field.</exception>
    ClientRequest ReadRequest(ReadOnlyMemory<byte> body);

    void WriteResponse(ChatResponse response, IBufferWriter<byte> output);

    /// <summary>Writes the dialect's error envelope.</summary>
    void WriteError(GatewayError error, IBufferWriter<byte> output);

    /// <summary>Makes the writer of one streamed answer.</summary>
    IClientStreamWriter CreateStreamWriter(ChatRequest request);

    /// <summary>The names of a request's canonical fields as this dialect's clients write them.</summary>
    IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, ChatRequest request) => fields;

    /// <summary>Lets a body ask for no more than so many tokens of an answer; null where it has to be translated for that.</summary>
    ReadOnlyMemory<byte>? LimitOutput(ReadOnlyMemory<byte> body, ChatRequest request, int most) => null;
}
