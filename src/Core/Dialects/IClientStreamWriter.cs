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

    /// <summary>Passes an event on in the framing of this answer, which for most is the provider's own.</summary>
    void Pass(ReadOnlySpan<byte> raw, IBufferWriter<byte> output) => output.Write(raw);

    /// <summary>Told of an event that was passed on as the provider sent it, for writers that must know what the client has.</summary>
    void Passed(ReadOnlySpan<byte> raw)
    {
    }

    /// <summary>Writes what says that the answer is whole.</summary>
    void Complete(IBufferWriter<byte> output);

    /// <summary>Writes an error in the stream; nothing follows it.</summary>
    void Fail(GatewayError error, IBufferWriter<byte> output);

    /// <summary>Writes what keeps an idle connection alive and means nothing.</summary>
    void Ping(IBufferWriter<byte> output);
}
