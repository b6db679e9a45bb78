using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmFunctions.Management.Files;

/// <summary>Writes JSON as YAML. Texts are quoted as in JSON, which YAML understands, so that none is taken for something else.</summary>
internal static partial class YamlWriter
{
    public static string Write(JsonElement value)
    {
        StringBuilder text = new();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement value, int level)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    text.Append(' ', level * 2).Append(Plain().IsMatch(property.Name) ? property.Name : Quote(property.Name)).Append(':');
                    WriteBelow(text, property.Value, level);
                }

                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    text.Append(' ', level * 2).Append('-');
                    WriteBelow(text, item, level);
                }

                break;
            default:
                text.Append(' ', level * 2).Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static void WriteBelow(StringBuilder text, JsonElement value, int level)
    {
        bool isNested = (value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any()) || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0);
        if (isNested)
        {
            text.Append('\n');
            Write(text, value, level + 1);
        }
        else
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    private static string Scalar(JsonElement value) => value.ValueKind == JsonValueKind.String ? Quote(value.GetString()!) : value.GetRawText();

    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    // Begins with a letter and is no word that YAML takes for something else.
    [GeneratedRegex("^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Plain();
}
