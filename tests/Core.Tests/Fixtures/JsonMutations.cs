using System.Text;
using System.Text.Json;

namespace LlmFunctions.Tests.Fixtures;

/// <summary>A JSON text with each of its values replaced by values of other types, and each of its names by one that cannot be read.</summary>
internal static class JsonMutations
{
    private static readonly byte[][] Values = [.. new[]
    {
        "null", "7", "-1.5", "1e400", "123456789012345678901234567890", "true", "\"text\"", "\"\"", "\"\\ud800\"", "\"\\udc00x\"",
        "[]", "[null]", "[7]", "[\"\\ud800\"]", "{}", "[{}]", "{\"a\":null}", "{\"\\ud800\":1}",
    }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[][] Names = [@"""\ud800"""u8.ToArray(), @"""unknown"""u8.ToArray()];

    /// <summary>The mutations, each made when it is asked for, or none when the text is not JSON.</summary>
    public static IEnumerable<Func<byte[]>> Of(byte[] json) =>
        from place in Places(json)
        from replacement in place.IsName ? Names : Values
        select new Func<byte[]>(() => [.. json.AsSpan(0, place.Start), .. replacement, .. json.AsSpan(place.End)]);

    private static List<(int Start, int End, bool IsName)> Places(byte[] json)
    {
        List<(int Start, int End, bool IsName)> places = [];
        Stack<int> open = new();
        Utf8JsonReader reader = new(json);
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(start);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        places.Add((open.Pop(), (int)reader.BytesConsumed, false));
                        break;
                    case JsonTokenType.PropertyName:
                        places.Add((start, start + reader.ValueSpan.Length + 2, true));
                        break;
                    default:
                        places.Add((start, (int)reader.BytesConsumed, false));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Some recordings are not JSON on purpose.
            return [];
        }

        return places;
    }
}
