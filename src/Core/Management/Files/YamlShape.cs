using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmFunctions.Management.Files;

/// <summary>
/// Refuses YAML that its library would not survive, before it makes nodes of it: the library calls itself for each level, so a line of brackets would end the process;
/// and it computes the hash of each key, which of a key made of aliases takes as long as what they stand for is large.
/// </summary>
internal static class YamlShape
{
    public const int DeepestLevel = 60;

    private enum Place
    {
        Item,
        Key,
        Value,
    }

    /// <exception cref="InvalidDataException">It is nested too deeply, or has a key that is no text.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static void Check(string text)
    {
        Parser parser = new(new StringReader(text));
        Stack<Place> places = [];
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case NodeEvent or AnchorAlias:
                    Enter(places, parser.Current);
                    break;
                case MappingEnd or SequenceEnd:
                    places.Pop();
                    break;
            }
        }
    }

    public static InvalidDataException NoTextAsKey() => new("The keys of a mapping must be texts.");

    private static void Enter(Stack<Place> places, ParsingEvent node)
    {
        if (places.TryPeek(out Place place) && place != Place.Item)
        {
            if (place == Place.Key && node is not Scalar)
            {
                throw NoTextAsKey();
            }

            places.Pop();
            places.Push(place == Place.Key ? Place.Value : Place.Key);
        }

        if (node is MappingStart or SequenceStart)
        {
            places.Push(node is MappingStart ? Place.Key : Place.Item);
            if (places.Count > DeepestLevel)
            {
                throw new InvalidDataException($"The file is nested deeper than {DeepestLevel} levels.");
            }
        }
    }
}
