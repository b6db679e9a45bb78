using System.Text.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Finds the property that a body has twice: the parser that refuses it does not say where it is.</summary>
internal static class GeminiDuplicates
{
    /// <summary>Its path, or null when there is none.</summary>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        try
        {
            return Find(JsonElement.Parse(json), "");
        }
        catch (JsonException)
        {
            // Not JSON at all, which is for others to explain.
            return null;
        }
    }

    private static string? Find(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select((item, index) => Find(item, $"{path}[{index}]")).FirstOrDefault(static found => found is not null);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        HashSet<string> names = [];
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string here = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!names.Add(property.Name))
            {
                return here;
            }

            if (Find(property.Value, here) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
