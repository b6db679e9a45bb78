namespace LlmFunctions.Providers;

/// <summary>What images are counted as at most, whatever their size and the detail that is asked for.</summary>
internal static class ImageTokens
{
    // Above all that is known of models that are not named below: 4,784 of Claude, 4,128 of Gemini, 3,779 of small ones of OpenAI's.
    private const int OfMost = 5_000;

    // Eight tiles, and the whole: 33 times of what they take of the model's context.
    private const string Multiplied = "gpt-4o-mini";
    private const int OfMultiplied = 2_833 + (8 * 5_667);

    // By what a name has in it, whatever vendor stands before it and whichever version after it. The first that fits counts.
    private static readonly (string Name, int Tokens)[] Exceptions =
    [
        // Patches of 32 pixels a side in the image's own resolution, at 1.2 tokens: 10,000 at most, of newer ones 30,000.
        ("gpt-5.4", 12_000),
        ("gpt-5.5", 12_000),
        ("gpt-5.6", 36_000),
        ("gpt-6", 36_000),

        // Patches of 28 or 32 pixels a side, as many as the model can be told to make, and a mark at each end.
        ("qwen", 16_384 + 2),
        ("qvq", 16_384 + 2),
        ("glm", 12_288 + 2),
    ];

    /// <summary>What a model counts one image as at most.</summary>
    public static int MostOf(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (IsMultiplied(model))
        {
            return OfMultiplied;
        }

        foreach ((string name, int tokens) in Exceptions)
        {
            if (model.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return tokens;
            }
        }

        return OfMost;
    }

    /// <summary>What a model counts so many images as at most: no more than fit into its context, where that is counted in the same tokens.</summary>
    public static long MostOf(string model, long images, long? contextWindow)
    {
        if (images == 0)
        {
            return 0;
        }

        long tokens = images * MostOf(model);
        return IsMultiplied(model) ? tokens : Math.Min(tokens, contextWindow ?? tokens);
    }

    private static bool IsMultiplied(string model) => model.Contains(Multiplied, StringComparison.OrdinalIgnoreCase);
}
