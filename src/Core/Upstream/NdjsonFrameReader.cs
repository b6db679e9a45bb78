namespace LlmFunctions.Upstream;

/// <summary>Reads newline-delimited JSON; blank lines come as frames without data.</summary>
public sealed class NdjsonFrameReader(Stream body) : FrameReader(body)
{
    protected override int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        int index = bytes[scanned..].IndexOf((byte)'\n');
        if (index >= 0)
        {
            return scanned + index + 1;
        }

        scanned = bytes.Length;
        return 0;
    }

    protected override StreamFrame Parse(ReadOnlyMemory<byte> raw, bool isTail)
    {
        ReadOnlySpan<byte> span = raw.Span;
        int start = span.Length - span.TrimStart(" \t\r\n"u8).Length;
        int length = span.Trim(" \t\r\n"u8).Length;
        return new StreamFrame(null, length == 0 ? default : raw.Slice(start, length), raw, isTail);
    }
}
