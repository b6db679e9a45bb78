using System.Text.Json.Serialization;

namespace LlmFunctions.Embeddings;

/// <summary>What is to be embedded: texts, or the numbers of the tokens that a client has cut them into by itself.</summary>
[JsonConverter(typeof(EmbeddingsInputConverter))]
public sealed class EmbeddingsInput
{
    private EmbeddingsInput(IReadOnlyList<string>? texts, IReadOnlyList<IReadOnlyList<int>>? tokens, bool isSingle)
    {
        Texts = texts;
        Tokens = tokens;
        IsSingle = isSingle;
    }

    /// <summary>The texts; null when the input is tokens.</summary>
    public IReadOnlyList<string>? Texts { get; }

    /// <summary>The tokens of each text; null when the input is texts.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Tokens { get; }

    /// <summary>Whether it was given as one and not as a list of one.</summary>
    public bool IsSingle { get; }

    /// <summary>How many vectors are asked for.</summary>
    public int Count => Texts?.Count ?? Tokens!.Count;

    public static EmbeddingsInput Of(string text) => new([text], null, isSingle: true);

    public static EmbeddingsInput Of(IReadOnlyList<string> texts) => new(texts, null, isSingle: false);

    public static EmbeddingsInput Of(IReadOnlyList<int> tokens) => new(null, [tokens], isSingle: true);

    public static EmbeddingsInput Of(IReadOnlyList<IReadOnlyList<int>> tokens) => new(null, tokens, isSingle: false);
}
