using System.Buffers.Binary;
using System.Text;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>A message in protobuf's wire format: the values of its fields by their numbers.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> bytes)
    {
        int position = 0;
        while (position < bytes.Length)
        {
            ulong tag = Varint(bytes.Span, ref position);
            int field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(bytes.Span, ref position), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[position..]), default));
                    position += 8;
                    break;
                case 2:
                    int length = (int)Varint(bytes.Span, ref position);
                    _fields.Add((field, 0, bytes.Slice(position, length)));
                    position += length;
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[position..]), default));
                    position += 4;
                    break;
                default:
                    throw new FormatException($"Field {field} has the wire type {tag & 7}.");
            }
        }
    }

    public bool Has(int field) => _fields.Any(entry => entry.Field == field);

    public ulong Number(int field) => _fields.LastOrDefault(entry => entry.Field == field).Number;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    public ReadOnlyMemory<byte> Bytes(int field) => _fields.LastOrDefault(entry => entry.Field == field).Bytes;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public IEnumerable<ProtobufMessage> Messages(params IEnumerable<int> path) =>
        path.Aggregate((IEnumerable<ProtobufMessage>)[this], static (messages, field) => messages.SelectMany(message => message.Children(field)));

    private IEnumerable<ProtobufMessage> Children(int field) =>
        _fields.Where(entry => entry.Field == field).Select(static entry => new ProtobufMessage(entry.Bytes));

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
