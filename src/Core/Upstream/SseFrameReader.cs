using System.Text;

namespace LlmFunctions.Upstream;

/// <summary>
/// Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). The framework's SseParser
/// keeps neither an event's original bytes nor an unterminated last event, and the gateway needs both.
/// </summary>
public sealed class SseFrameReader(Stream body) : FrameReader(body)
{
    // What stands for an event without a payload: it means nothing, but OpenAI's .NET library throws on it.
    private static readonly byte[] EmptyComment = ":\n\n"u8.ToArray();

    private byte[] _lastNameBytes = [];
    private string _lastName = "";

    protected override int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        int position = scanned;
        while (true)
        {
            int length = LineLength(bytes[position..], out bool complete);
            if (!complete)
            {
                scanned = position;
                return 0;
            }

            int next = position + length;
            if (IsBlank(bytes.Slice(position, length)) && position > 0)
            {
                return next;
            }

            position = next;
        }
    }

    protected override StreamFrame Parse(ReadOnlyMemory<byte> raw, bool isTail)
    {
        string? name = null;
        bool hasData = false;
        ReadOnlyMemory<byte> data = default;
        ReadOnlySpan<byte> span = raw.Span;
        int position = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (position < span.Length)
        {
            int length = LineLength(span[position..], out _);
            ReadOnlyMemory<byte> line = raw.Slice(position, length);
            line = line[..line.Span.TrimEnd("\r\n"u8).Length];
            position += length;
            if (Value(line, "data"u8) is { } value)
            {
                hasData = true;
                data = data.IsEmpty ? value : (byte[])[.. data.Span, (byte)'\n', .. value.Span];
            }
            else if (Value(line, "event"u8) is { } eventName)
            {
                name = EventName(eventName.Span);
            }
        }

        bool isEmpty = hasData && data.Span.Trim(" \t\n"u8).IsEmpty;
        return new StreamFrame(name, data, isEmpty ? EmptyComment : raw, isTail);
    }

    /// <summary>The length of the first line with its terminator; a CR at the very end may still get its LF.</summary>
    private static int LineLength(ReadOnlySpan<byte> bytes, out bool complete)
    {
        int index = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        if (index < 0)
        {
            complete = false;
            return bytes.Length;
        }

        bool carriageReturn = bytes[index] == '\r';
        complete = !carriageReturn || index + 1 < bytes.Length;
        return index + (carriageReturn && index + 1 < bytes.Length && bytes[index + 1] == '\n' ? 2 : 1);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line[0] is (byte)'\r' or (byte)'\n';

    private static ReadOnlyMemory<byte>? Value(ReadOnlyMemory<byte> line, ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> span = line.Span;
        if (!span.StartsWith(field))
        {
            return null;
        }

        if (span.Length == field.Length)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        if (span[field.Length] != ':')
        {
            return null;
        }

        int start = field.Length + 1;
        return line[(start < span.Length && span[start] == ' ' ? start + 1 : start)..];
    }

    /// <summary>Streams repeat a handful of names thousands of times, so the last one is kept.</summary>
    private string EventName(ReadOnlySpan<byte> name)
    {
        if (!name.SequenceEqual(_lastNameBytes))
        {
            _lastNameBytes = name.ToArray();
            _lastName = Encoding.UTF8.GetString(name);
        }

        return _lastName;
    }
}
