using System.Text.Json;
using LlmFunctions.Embeddings;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Reads requests for embeddings. Without anything to embed they are requests to load the model.</summary>
internal static class OllamaEmbeddingsReader
{
    private const string Input = "input";
    private const string Prompt = "prompt";
    private const string Dimensions = "dimensions";
    private const string Options = "options";

    private static readonly HashSet<string> Known = [.. OllamaExtensions.Names, Input, Dimensions];
    private static readonly HashSet<string> KnownOlder = [.. OllamaExtensions.Names, Prompt];

    public static ClientEmbeddings ReadEmbed(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        json.Boolean("truncate");
        EmbeddingsRequest request = Read(json, ReadInput(json), Known);
        request.Dimensions = (int?)json.Integer(Dimensions, 1, int.MaxValue);
        return new ClientEmbeddings(request, body);
    }

    public static ClientEmbeddings ReadOlder(ReadOnlyMemory<byte> body)
    {
        OllamaObject json = OllamaBody.Parse(body);
        string prompt = json.String(Prompt) ?? "";
        return new ClientEmbeddings(Read(json, prompt.Length == 0 ? EmbeddingsInput.Of(Array.Empty<string>()) : EmbeddingsInput.Of(prompt), KnownOlder), Body: null);
    }

    private static EmbeddingsRequest Read(OllamaObject json, EmbeddingsInput input, IReadOnlySet<string> known)
    {
        OllamaKeepAlive.Check(json);
        json.Object(Options);
        EmbeddingsRequest request = new() { Input = input, Extra = json.Others(known), IsForeign = true };
        OllamaExtensions.Read(json, request);
        return request;
    }

    /// <summary>Ollama takes a single empty text for none, but an empty text of a list for one.</summary>
    private static EmbeddingsInput ReadInput(OllamaObject json) => json.Value(Input) switch
    {
        null => EmbeddingsInput.Of(Array.Empty<string>()),
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } given ? EmbeddingsInput.Of(given) : EmbeddingsInput.Of(Array.Empty<string>()),
        { ValueKind: JsonValueKind.Array } list => EmbeddingsInput.Of([.. list.EnumerateArray().Select(Text)]),
        { } other => throw OllamaRefusals.WrongType(Input, "a string or an array of strings", other),
    };

    private static string Text(JsonElement item, int index) => item.ValueKind == JsonValueKind.String
        ? item.GetString()!
        : throw OllamaRefusals.WrongType($"{Input}[{index}]", "a string", item);
}
