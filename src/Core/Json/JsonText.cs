using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LlmFunctions.Json;

/// <summary>
/// JSON that is well formed and still cannot be read: half of a surrogate pair as an escape, such as <c>"\ud800"</c>, and
/// bytes that are not UTF-8. The reader accepts both and throws only when the string is asked for.
/// </summary>
public static class JsonText
{
    private const int EscapeLength = 6;

    private static ReadOnlySpan<byte> Replacement => @"\ufffd"u8;

    /// <summary>The offset of the first escape that is half of a surrogate pair without the other half; -1 when there is none.</summary>
    public static int FindUnpairedSurrogate(ReadOnlySpan<byte> json) =>
        json.IndexOf(@"\ud"u8) < 0 && json.IndexOf(@"\uD"u8) < 0 ? -1 : Scan(json);

    /// <summary>
    /// The text with the replacement character for what cannot be read; the text itself when there is no such thing. For
    /// what providers send: some cut a stream within a character, and an answer is not lost for that.
    /// </summary>
    internal static ReadOnlyMemory<byte> MakeReadable(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        }

        int found = FindUnpairedSurrogate(json.Span);
        if (found < 0)
        {
            return json;
        }

        byte[] copy = json.ToArray();
        for (int start = 0; found >= 0; found = Scan(copy.AsSpan(start)))
        {
            start += found;
            Replacement.CopyTo(copy.AsSpan(start));
            start += EscapeLength;
        }

        return copy;
    }

    private static int Scan(ReadOnlySpan<byte> json)
    {
        int position = 0;
        while (json[position..].IndexOf((byte)'\\') is >= 0 and int distance)
        {
            position += distance;
            int unit = CodeUnit(json[position..]);
            if (unit < 0)
            {
                // What is escaped may be a backslash itself.
                position = Math.Min(position + 2, json.Length);
            }
            else if (!char.IsSurrogate((char)unit))
            {
                position += EscapeLength;
            }
            else if (char.IsHighSurrogate((char)unit) && CodeUnit(json[(position + EscapeLength)..]) is >= 0 and int next && char.IsLowSurrogate((char)next))
            {
                position += 2 * EscapeLength;
            }
            else
            {
                return position;
            }
        }

        return -1;
    }

    /// <summary>The code unit of the escape that the text begins with; -1 when it begins with none.</summary>
    private static int CodeUnit(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength
        && text.StartsWith(@"\u"u8)
        && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit)
            ? unit
            : -1;
}
