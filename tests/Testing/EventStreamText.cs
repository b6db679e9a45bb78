using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LlmFunctions.Testing;

/// <summary>
/// Makes binary event streams of a text that people can read and write, a line each:
/// <c>event &lt;type&gt; &lt;payload&gt;</c>, <c>exception &lt;type&gt; &lt;payload&gt;</c>, <c>error &lt;code&gt; &lt;message&gt;</c>;
/// <c>cut &lt;n&gt;</c> takes off the last n bytes of what came before, <c>damage &lt;n&gt;</c> changes the n-th last one.
/// </summary>
public static class EventStreamText
{
    private const byte StringType = 7;
    private const int PreludeSize = 12;
    private const int ChecksumSize = 4;

    /// <summary>The stream of a whole text.</summary>
    public static byte[] Encode(string text)
    {
        List<byte> stream = [];
        foreach (string line in (text ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.TrimEnd('\r').Split(' ', 3);
            switch (words)
            {
                case ["event", var type, var payload]:
                    stream.AddRange(Event(type, payload));
                    break;
                case ["exception", var type, .. var payload]:
                    stream.AddRange(Message(string.Concat(payload), (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception")));
                    break;
                case ["error", var code, .. var message]:
                    stream.AddRange(Message("", (":error-code", code), (":error-message", string.Concat(message)), (":message-type", "error")));
                    break;
                case ["cut", var count]:
                    stream.RemoveRange(stream.Count - Number(count), Number(count));
                    break;
                case ["damage", var place]:
                    stream[^Number(place)] ^= 0x55;
                    break;
                default:
                    throw new FormatException($"'{line}' is no line of an event stream.");
            }
        }

        return [.. stream];
    }

    /// <summary>One event, with the headers in the order that Bedrock has them.</summary>
    public static byte[] Event(string type, string payload) =>
        Message(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    private static byte[] Message(string payload, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        List<byte> block = [];
        foreach ((string name, string value) in headers)
        {
            byte[] text = Encoding.UTF8.GetBytes(value);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.UTF8.GetBytes(name));
            block.Add(StringType);
            block.Add((byte)(text.Length >> 8));
            block.Add((byte)text.Length);
            block.AddRange(text);
        }

        byte[] body = Encoding.UTF8.GetBytes(payload);
        byte[] message = new byte[PreludeSize + block.Count + body.Length + ChecksumSize];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), block.Count);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(8), Checksum(message.AsSpan(0, 8)));
        block.CopyTo(message, PreludeSize);
        body.CopyTo(message, PreludeSize + block.Count);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(message.Length - ChecksumSize), Checksum(message.AsSpan(0, message.Length - ChecksumSize)));
        return message;
    }

    /// <summary>CRC-32, bit by bit.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
