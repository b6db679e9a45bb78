using System.Text;
using System.Text.Json;

namespace LlmFunctions.Json;

/// <summary>Where in a JSON text a position is: as a path such as <c>messages[0].role</c>, and what is found there.</summary>
/// <remarks>
/// The serializer's own path is of no use when a converter hands over to the serializer again: it begins anew there.
/// </remarks>
internal readonly record struct JsonLocation(string Path, string Found)
{
    private const int LongestNumber = 32;

    public static JsonLocation Find(ReadOnlySpan<byte> json, long line, long bytePositionInLine) =>
        Find(json, Offset(json, line, bytePositionInLine));

    public static JsonLocation Find(ReadOnlySpan<byte> json, long offset)
    {
        List<Step> steps = [];
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            while (reader.Read())
            {
                Enter(steps, ref reader);
                if (reader.BytesConsumed >= offset)
                {
                    return new JsonLocation(Describe(steps), Kind(ref reader));
                }

                if (reader.TokenType is JsonTokenType.StartArray)
                {
                    steps.Add(new Step(null) { Index = -1 });
                }
                else if (reader.TokenType is JsonTokenType.StartObject)
                {
                    steps.Add(new Step(""));
                }
            }
        }
        catch (JsonException)
        {
            // The text ends being JSON before the position: the path so far is the nearest.
            return new JsonLocation(Describe(steps), "invalid JSON");
        }

        return new JsonLocation("", "nothing");
    }

    private static void Enter(List<Step> steps, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            steps.RemoveAt(steps.Count - 1);
        }
        else if (reader.TokenType == JsonTokenType.PropertyName)
        {
            steps[^1] = new Step(Name(ref reader));
        }
        else if (steps.Count > 0 && steps[^1].Name is null)
        {
            steps[^1] = steps[^1] with { Index = steps[^1].Index + 1 };
        }
    }

    // A name may be the very thing that cannot be read.
    private static string Name(ref Utf8JsonReader reader) =>
        JsonText.FindUnpairedSurrogate(reader.ValueSpan) < 0 ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);

    private static long Offset(ReadOnlySpan<byte> json, long line, long bytePositionInLine)
    {
        long start = 0;
        for (long i = 0; i < line && start < json.Length; i++)
        {
            int newline = json[(int)start..].IndexOf((byte)'\n');
            start = newline < 0 ? json.Length : start + newline + 1;
        }

        return start + bytePositionInLine;
    }

    private static string Describe(List<Step> steps)
    {
        StringBuilder path = new();
        foreach (Step step in steps)
        {
            if (step.Name is null)
            {
                path.Append('[').Append(Math.Max(step.Index, 0)).Append(']');
            }
            else if (step.Name.Length > 0)
            {
                path.Append(path.Length > 0 ? "." : "").Append(step.Name);
            }
        }

        return path.ToString();
    }

    private static string Kind(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number when reader.ValueSpan.Length <= LongestNumber => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray or JsonTokenType.EndArray => "an array",
        _ => "an object",
    };

    /// <summary>A property of an object, or, without a name, an item of an array.</summary>
    private readonly record struct Step(string? Name)
    {
        public int Index { get; init; }
    }
}
