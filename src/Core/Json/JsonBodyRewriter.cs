using System.Buffers;
using System.Text.Json;

namespace LlmFunctions.Json;

/// <summary>
/// Changes top-level properties of a JSON object and keeps every other byte: white space, order, number forms, escapes
/// and fields that nobody here has heard of.
/// </summary>
internal static class JsonBodyRewriter
{
    // How deep a body may be is for the one who parses it to say.
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 1000 };

    /// <summary>Applies the edits, whose names are distinct.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="edits">What to change.</param>
    /// <param name="onRemoved">Told the name of each property that was there and is removed.</param>
    /// <exception cref="JsonException">The body is not a JSON object.</exception>
    public static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> body, IReadOnlyList<JsonEdit> edits, Action<string>? onRemoved = null)
    {
        Utf8JsonReader reader = new(body.Span, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The body must be a JSON object.");
        }

        Splice output = new(body);
        bool[] found = new bool[edits.Count];
        bool isFirst = true;
        bool anyKept = false;
        int previousEnd = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int nameStart = (int)reader.TokenStartIndex;
            int nameEnd = nameStart + reader.ValueSpan.Length + 2;
            int match = Find(edits, ref reader);
            reader.Read();
            int valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            int valueEnd = (int)reader.BytesConsumed;

            if (match >= 0 && edits[match].NewValue is null)
            {
                // The comma before it goes with it; for the first one, the comma after it.
                output.CopyTo(anyKept ? previousEnd : isFirst ? nameStart : 0);
                output.SkipTo(valueEnd);
                onRemoved?.Invoke(edits[match].Name);
            }
            else
            {
                if (!anyKept && !isFirst)
                {
                    output.SkipTo(nameStart);
                }

                anyKept = true;
                if (match >= 0)
                {
                    if (edits[match].NewName is { } newName)
                    {
                        output.CopyTo(nameStart);
                        output.WriteName(newName);
                        output.SkipTo(nameEnd);
                    }

                    output.CopyTo(valueStart);
                    output.Write(edits[match].NewValue!(body[valueStart..valueEnd]).Span);
                    output.SkipTo(valueEnd);
                }
            }

            if (match >= 0)
            {
                found[match] = true;
            }

            isFirst = false;
            previousEnd = valueEnd;
        }

        output.CopyTo(previousEnd);
        for (int i = 0; i < edits.Count; i++)
        {
            if (!found[i] && edits[i].WhenMissing is { } value)
            {
                output.WriteProperty(edits[i].Name, value.Span, withComma: anyKept);
                anyKept = true;
            }
        }

        // Throws when something follows the object.
        _ = reader.Read();
        return output.Finish();
    }

    /// <summary>Applies the edits to each object of an array.</summary>
    /// <exception cref="JsonException">The value is not a JSON array.</exception>
    public static ReadOnlyMemory<byte> RewriteItems(ReadOnlyMemory<byte> array, IReadOnlyList<JsonEdit> edits)
    {
        Utf8JsonReader reader = new(array.Span, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The value must be a JSON array.");
        }

        Splice output = new(array);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                int end = (int)reader.BytesConsumed;
                output.CopyTo(start);
                output.Write(Rewrite(array[start..end], edits).Span);
                output.SkipTo(end);
            }
            else
            {
                reader.Skip();
            }
        }

        return output.Finish();
    }

    private static int Find(IReadOnlyList<JsonEdit> edits, ref Utf8JsonReader reader)
    {
        for (int i = 0; i < edits.Count; i++)
        {
            if (reader.ValueTextEquals(edits[i].NameUtf8.Span))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Copies a body piece by piece, with some pieces left out and others put in.</summary>
    private sealed class Splice(ReadOnlyMemory<byte> body)
    {
        private readonly ArrayBufferWriter<byte> _output = new(body.Length + 256);
        private int _position;

        public void CopyTo(int end)
        {
            if (end > _position)
            {
                _output.Write(body.Span[_position..end]);
                _position = end;
            }
        }

        public void SkipTo(int end) => _position = end;

        public void Write(ReadOnlySpan<byte> json) => _output.Write(json);

        public void WriteName(string name)
        {
            _output.Write("\""u8);
            _output.Write(JsonEncodedText.Encode(name, JsonBody.WriterOptions.Encoder).EncodedUtf8Bytes);
            _output.Write("\""u8);
        }

        public void WriteProperty(string name, ReadOnlySpan<byte> json, bool withComma)
        {
            _output.Write(withComma ? ","u8 : default);
            WriteName(name);
            _output.Write(":"u8);
            _output.Write(json);
        }

        public ReadOnlyMemory<byte> Finish()
        {
            CopyTo(body.Length);
            return _output.WrittenMemory;
        }
    }
}
