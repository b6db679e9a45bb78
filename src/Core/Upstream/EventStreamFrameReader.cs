using System.Buffers.Binary;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Upstream;

/// <summary>
/// Reads binary messages: a prelude of two lengths and a checksum, headers, the payload, a checksum of it all
/// (https://smithy.io/2.0/aws/amazon-eventstream.html). A message that reports an error gets a name that begins with
/// <see cref="ErrorPrefix"/>. Bytes that are not a whole message are a frame without data: nothing of them can be trusted.
/// </summary>
public sealed class EventStreamFrameReader(Stream body) : FrameReader(body)
{
    /// <summary>What the names of messages begin with that report an error.</summary>
    public const string ErrorPrefix = "error:";

    private const int LengthSize = 4;
    private const int PreludeSize = 12;
    private const int ChecksumSize = 4;

    private static readonly ReadOnlyMemory<byte> NoPayload = "{}"u8.ToArray();

    protected override int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        if (bytes.Length < PreludeSize)
        {
            return 0;
        }

        // Before the lengths are believed, and once a message.
        if (scanned == 0)
        {
            CheckPrelude(bytes);
            scanned = PreludeSize;
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return bytes.Length >= length ? length : 0;
    }

    protected override StreamFrame Parse(ReadOnlyMemory<byte> raw, bool isTail)
    {
        if (isTail)
        {
            return new StreamFrame(null, default, raw, IsTail: true);
        }

        ReadOnlySpan<byte> span = raw.Span;
        if (Crc32.Compute(span[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32BigEndian(span[^ChecksumSize..]))
        {
            throw UpstreamErrors.Malformed("a stream event whose checksum is wrong");
        }

        int headersEnd = PreludeSize + BinaryPrimitives.ReadInt32BigEndian(span[LengthSize..]);
        EventStreamHeaders headers = EventStreamHeaders.Parse(span[PreludeSize..headersEnd]);
        ReadOnlyMemory<byte> payload = raw[headersEnd..^ChecksumSize];
        return headers.MessageType switch
        {
            "exception" => new StreamFrame(ErrorPrefix + headers.ExceptionType, payload.IsEmpty ? NoPayload : payload, raw),
            "error" => new StreamFrame(ErrorPrefix + headers.ErrorCode, Describe(headers.ErrorMessage), raw),
            _ => new StreamFrame(headers.EventType, payload, raw),
        };
    }

    private static void CheckPrelude(ReadOnlySpan<byte> bytes)
    {
        if (Crc32.Compute(bytes[..(2 * LengthSize)]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[(2 * LengthSize)..]))
        {
            throw UpstreamErrors.Malformed("a stream that is not of binary events, or a damaged one");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        uint headers = BinaryPrimitives.ReadUInt32BigEndian(bytes[LengthSize..]);
        if (length is < PreludeSize + ChecksumSize or > LongestFrame || headers > length - PreludeSize - ChecksumSize)
        {
            throw UpstreamErrors.Malformed($"a stream event of {length} bytes with {headers} bytes of headers");
        }
    }

    // The payload that an exception would have.
    private static ReadOnlyMemory<byte> Describe(string? message) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        if (message is not null)
        {
            writer.WriteString("message"u8, message);
        }

        writer.WriteEndObject();
    });
}
