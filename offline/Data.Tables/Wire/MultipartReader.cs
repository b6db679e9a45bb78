using System.Buffers.Text;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Wire;

/// <summary>Reads the answers in a multipart/mixed body. A part is an HTTP answer, or a change set: multipart/mixed again.</summary>
internal static class MultipartReader
{
    public static List<Response> Read(Response batch, int expectedCount)
    {
        var parts = new List<Response>(expectedCount);
        ReadParts(batch.Content.ToMemory(), Boundary(batch.Headers.ContentType), parts, batch.ClientRequestId);
        return parts;
    }

    private static void ReadParts(ReadOnlyMemory<byte> body, byte[] delimiter, List<Response> parts, string clientRequestId)
    {
        int start = body.Span.IndexOf(delimiter);
        while (start >= 0)
        {
            start += delimiter.Length;
            if (body.Span[start..].StartsWith("--"u8))
            {
                return;
            }

            int length = body.Span[start..].IndexOf(delimiter);
            ReadOnlyMemory<byte> part = length < 0 ? body[start..] : body.Slice(start, length);
            SkipLine(ref part);
            ReadPart(part, parts, clientRequestId);
            start = length < 0 ? -1 : start + length;
        }
    }

    private static void ReadPart(ReadOnlyMemory<byte> part, List<Response> parts, string clientRequestId)
    {
        foreach (HttpHeader header in ReadHeaders(ref part))
        {
            if (header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
                && header.Value.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            {
                ReadParts(part, Boundary(header.Value), parts, clientRequestId);
                return;
            }
        }

        ReadOnlySpan<byte> line = SkipLine(ref part);
        int space = line.IndexOf((byte)' ');
        if (!line.StartsWith("HTTP/"u8) || space < 0 || !Utf8Parser.TryParse(line[(space + 1)..], out int status, out int digits))
        {
            throw new InvalidDataException("A part of the transaction's answer does not begin with an HTTP status line.");
        }

        string reason = Encoding.ASCII.GetString(line[(space + 1 + digits)..]).Trim();
        List<HttpHeader> headers = ReadHeaders(ref part);
        ReadOnlySpan<byte> content = part.Span.TrimEnd("\r\n"u8);
        parts.Add(new PartResponse(status, reason, headers, clientRequestId)
        {
            ContentStream = content.IsEmpty ? null : new MemoryStream(content.ToArray(), 0, content.Length, writable: false, publiclyVisible: true),
        });
    }

    private static List<HttpHeader> ReadHeaders(ref ReadOnlyMemory<byte> rest)
    {
        var headers = new List<HttpHeader>(8);
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = SkipLine(ref rest);
            if (line.IsEmpty)
            {
                break;
            }

            int colon = line.IndexOf((byte)':');
            if (colon > 0)
            {
                headers.Add(new HttpHeader(Encoding.ASCII.GetString(line[..colon]), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim()));
            }
        }

        return headers;
    }

    private static ReadOnlySpan<byte> SkipLine(ref ReadOnlyMemory<byte> rest)
    {
        ReadOnlySpan<byte> span = rest.Span;
        int end = span.IndexOf((byte)'\n');
        rest = end < 0 ? default : rest[(end + 1)..];
        return (end < 0 ? span : span[..end]).TrimEnd((byte)'\r');
    }

    private static byte[] Boundary(string? contentType)
    {
        const string Parameter = "boundary=";
        int at = contentType?.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
        {
            throw new InvalidDataException($"The transaction's answer has no multipart boundary: '{contentType}'.");
        }

        string value = contentType![(at + Parameter.Length)..].Split(';')[0].Trim().Trim('"');
        return Encoding.ASCII.GetBytes("--" + value);
    }
}
