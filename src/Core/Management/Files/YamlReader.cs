using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace LlmFunctions.Management.Files;

/// <summary>Reads YAML as JSON, by the core schema of YAML 1.2.</summary>
internal static partial class YamlReader
{
    // Aliases repeat what they stand for, and theirs again: a few lines could become gigabytes.
    private const int MostNodes = 200_000;
    private const int MostCharacters = 32 * 1024 * 1024;

    /// <exception cref="InvalidDataException">This is not YAML, or not of a kind that is read here.</exception>
    public static JsonElement Read(string text)
    {
        YamlStream stream = [];
        try
        {
            YamlShape.Check(text);
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new InvalidDataException($"The file is not valid YAML: {exception.Message} (line {exception.Start.Line}, column {exception.Start.Column}).", exception);
        }

        if (stream.Documents is not [var document])
        {
            throw new InvalidDataException("The file must have one YAML document.");
        }

        (int Nodes, long Characters) size = default;
        return JsonFields.Make(writer => Write(writer, document.RootNode, ref size, 0));
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node, ref (int Nodes, long Characters) size, int level)
    {
        size.Nodes++;
        size.Characters += node is YamlScalarNode { Value: { } content } ? content.Length : 0;
        if (size.Nodes > MostNodes || size.Characters > MostCharacters || level > YamlShape.DeepestLevel)
        {
            throw new InvalidDataException($"The file is too large: it has more than {MostNodes} nodes or {MostCharacters} characters, or is nested deeper than {YamlShape.DeepestLevel} levels.");
        }

        switch (node)
        {
            case YamlMappingNode map:
                writer.WriteStartObject();
                foreach ((YamlNode key, YamlNode value) in map.Children)
                {
                    writer.WritePropertyName(key is YamlScalarNode { Value: { } name } ? name : throw YamlShape.NoTextAsKey());
                    Write(writer, value, ref size, level + 1);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode list:
                writer.WriteStartArray();
                foreach (YamlNode item in list.Children)
                {
                    Write(writer, item, ref size, level + 1);
                }

                writer.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(writer, scalar);
                break;
            default:
                throw new InvalidDataException("The file has an alias that stands for nothing.");
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalarNode scalar)
    {
        string text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
        {
            writer.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            writer.WriteNullValue();
        }
        else if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            writer.WriteBooleanValue(text[0] is 't' or 'T');
        }
        else if (Number().IsMatch(text))
        {
            writer.WriteRawValue(text);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    // Of those of YAML only what is a number in JSON as well: 007 and 0x1F stay texts.
    [GeneratedRegex(@"^-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
