using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects;

/// <summary>Writes one streamed answer in a client dialect.</summary>
public interface IClientStreamWriter
{
    /// <summary>Whether a chunk is for the client at all, such as a usage chunk that it did not ask for.</summary>
    bool Wants(ChatChunk chunk);

    void Write(ChatChunk chunk, IBufferWriter<byte> output);

    /// <summary>
    /// Passes on an event of the provider, for most as it is: for writers that frame it in another way, or must know what the
    /// client has.
    /// </summary>
    void Pass(ReadOnlySpan<byte> raw, IBufferWriter<byte> output) => output.Write(raw);

    /// <summary>Writes what says that the answer is whole.</summary>
    void Complete(IBufferWriter<byte> output);

    /// <summary>Writes an error in the stream; nothing follows it.</summary>
    void Fail(GatewayError error, IBufferWriter<byte> output);

    /// <summary>Writes what keeps an idle connection alive and means nothing.</summary>
    void Ping(IBufferWriter<byte> output);
}
