using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmFunctions.Json;

namespace LlmFunctions.Upstream;

/// <summary>
/// An event that comes again and again with another text, as most of a stream does. What stands around the text is compared byte by byte with the
/// event that is remembered, and nothing but the text is read, which is much less work than reading all of it.
/// </summary>
/// <param name="path">The names of the properties that lead to the text, each with the number of objects and arrays that it is in.</param>
internal sealed class RepeatedEvent(params (string Name, int Depth)[] path)
{
    // What ends a string, or makes it say something else than its bytes.
    private static readonly SearchValues<byte> Special = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, ' ').Select(static code => (byte)code)]);

    private byte[]? _before;
    private byte[] _after = [];

    /// <summary>The text of an event that says nothing else than the one that is remembered; null when it does, or none is.</summary>
    public string? TextOf(ReadOnlySpan<byte> json)
    {
        if (_before is null || json.Length < _before.Length + _after.Length || !json.StartsWith(_before) || !json.EndsWith(_after))
        {
            return null;
        }

        ReadOnlySpan<byte> literal = json[_before.Length..^_after.Length];
        if (literal is not [(byte)'"', .. var inner, (byte)'"'])
        {
            return null;
        }

        return !Utf8.IsValid(inner) ? null : inner.ContainsAny(Special) ? Unescape(literal) : Encoding.UTF8.GetString(inner);
    }

    /// <summary>
    /// Remembers a well-formed event with the text that was read from it, in place of another; false when the text is somewhere else in it, or not all of
    /// the event can be read.
    /// </summary>
    public bool Remember(ReadOnlySpan<byte> json, string text)
    {
        if (!Utf8.IsValid(json) || JsonText.FindUnpairedSurrogate(json) >= 0)
        {
            return false;
        }

        Range where = Find(json);
        if (Unescape(json[where]) != text)
        {
            return false;
        }

        _before = json[..where.Start].ToArray();
        _after = json[where.End..].ToArray();
        return true;
    }

    /// <summary>Null for what is not exactly one string.</summary>
    private static string? Unescape(ReadOnlySpan<byte> literal)
    {
        try
        {
            Utf8JsonReader reader = new(literal);
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.BytesConsumed == literal.Length ? reader.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Whoever reads the whole event says what is wrong with it.
            return null;
        }
    }

    /// <summary>Where the last value of the path is, which is the one that counts; nowhere when there is none.</summary>
    private Range Find(ReadOnlySpan<byte> json)
    {
        Range found = default;
        Utf8JsonReader reader = new(json);
        int matched = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            while (matched > 0 && reader.CurrentDepth <= path[matched - 1].Depth)
            {
                matched--;
            }

            if (reader.CurrentDepth != path[matched].Depth || !reader.ValueTextEquals(path[matched].Name))
            {
                continue;
            }

            if (matched + 1 < path.Length)
            {
                matched++;
                continue;
            }

            reader.Read();
            found = reader.TokenType == JsonTokenType.String ? (int)reader.TokenStartIndex..(int)reader.BytesConsumed : default;
            reader.Skip();
        }

        return found;
    }
}
