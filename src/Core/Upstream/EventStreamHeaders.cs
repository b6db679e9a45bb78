using System.Buffers.Binary;
using System.Text;
using LlmFunctions.Errors;

namespace LlmFunctions.Upstream;

/// <summary>The headers of a binary message that say what it is; the others are read over.</summary>
internal sealed record EventStreamHeaders
{
    private const byte StringType = 7;

    public string? MessageType { get; private init; }

    public string? EventType { get; private init; }

    public string? ExceptionType { get; private init; }

    public string? ErrorCode { get; private init; }

    public string? ErrorMessage { get; private init; }

    /// <exception cref="GatewayException">The bytes are no headers.</exception>
    public static EventStreamHeaders Parse(ReadOnlySpan<byte> bytes)
    {
        EventStreamHeaders headers = new();
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> name = Take(ref bytes, Take(ref bytes, 1)[0]);
            byte type = Take(ref bytes, 1)[0];
            ReadOnlySpan<byte> value = Take(ref bytes, SizeOf(type, ref bytes));
            if (type == StringType)
            {
                headers = headers.With(name, value);
            }
        }

        return headers;
    }

    private EventStreamHeaders With(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        name.SequenceEqual(":message-type"u8) ? this with { MessageType = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":event-type"u8) ? this with { EventType = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":exception-type"u8) ? this with { ExceptionType = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":error-code"u8) ? this with { ErrorCode = Encoding.UTF8.GetString(value) }
        : name.SequenceEqual(":error-message"u8) ? this with { ErrorMessage = Encoding.UTF8.GetString(value) }
        : this;

    private static int SizeOf(byte type, ref ReadOnlySpan<byte> bytes) => type switch
    {
        // Two for true and false, then whole numbers of 1, 2, 4 and 8 bytes, bytes, text, a time, a UUID.
        0 or 1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 or 8 => 8,
        6 or StringType => BinaryPrimitives.ReadUInt16BigEndian(Take(ref bytes, 2)),
        9 => 16,
        _ => throw UpstreamErrors.Malformed($"a stream event with a header of the unknown type {type}"),
    };

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int count)
    {
        if (count > bytes.Length)
        {
            throw UpstreamErrors.Malformed("a stream event whose headers are cut off");
        }

        ReadOnlySpan<byte> taken = bytes[..count];
        bytes = bytes[count..];
        return taken;
    }
}
