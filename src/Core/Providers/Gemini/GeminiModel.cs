using System.Buffers;
using System.Globalization;

namespace LlmFunctions.Providers.Gemini;

/// <summary>
/// What a model's name says about the request fields that it accepts. A name without a number, such as
/// <c>gemini-flash-latest</c>, is taken for one of the newest generation.
/// </summary>
internal sealed record GeminiModel(string Id, bool IsGemma, bool IsPro, decimal? Generation)
{
    private const string Gemma = "gemma-";
    private const string Gemini = "gemini-";
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Gemma got a system role with its fourth generation.</summary>
    public bool TakesSystemInstruction => !IsGemma || IsAtLeast(4);

    /// <summary>Earlier models only read files that were uploaded before.</summary>
    public bool FetchesUrls => IsGemma || IsAtLeast(2.5m);

    public bool ThinksByBudget => !IsGemma && Generation is 2.5m;

    public bool ThinksByLevel => IsGemma ? IsAtLeast(4) : IsAtLeast(3);

    /// <summary>The level <c>minimal</c> came and went with the flash models between 3 and 3.6.</summary>
    public bool HasMinimalLevel => !IsGemma && !IsPro && Generation is >= 3 and < 3.7m;

    /// <summary>A conversation in which a function call has no thought signature is refused.</summary>
    public bool NeedsSignatures => !IsGemma && IsAtLeast(3);

    /// <summary>Images of a function's result go into the result, not beside it.</summary>
    public bool NestsResultMedia => !IsGemma && IsAtLeast(3);

    /// <summary>The fourth generation refuses penalties and more than one candidate.</summary>
    public bool TakesPenaltiesAndCandidates => IsGemma || !IsAtLeast(4);

    public static GeminiModel Parse(string id)
    {
        string name = id[(id.LastIndexOf('/') + 1)..].ToLowerInvariant();
        bool isGemma = name.StartsWith(Gemma, StringComparison.Ordinal);
        ReadOnlySpan<char> rest = isGemma ? name.AsSpan(Gemma.Length)
            : name.StartsWith(Gemini, StringComparison.Ordinal) ? name.AsSpan(Gemini.Length)
            : default;
        int length = rest.IndexOfAnyExcept(NumberCharacters);
        ReadOnlySpan<char> number = length < 0 ? rest : rest[..length];
        decimal? generation = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : null;
        return new GeminiModel(id, isGemma, name.Contains("-pro", StringComparison.Ordinal), generation);
    }

    private bool IsAtLeast(decimal generation) => Generation is null || Generation >= generation;
}
