namespace LlmFunctions.ParallelInference;

/// <summary>Lets models vote by their answers. Case, white space and the punctuation around an answer do not make it another.</summary>
internal static class AnswerVote
{
    /// <summary>The groups, the largest first; of two as large, the one with the model that comes first.</summary>
    /// <param name="answers">The answers, in the request's order.</param>
    public static IReadOnlyList<VoteGroup> Count(IReadOnlyList<ParallelResult> answers) =>
    [
        .. answers
            .GroupBy(static answer => Normalize(answer.Content!), StringComparer.Ordinal)
            .Select(static group => new VoteGroup(group.First().Content!, [.. group.Select(static answer => answer.Model)]))
            .OrderByDescending(static group => group.Models.Count),
    ];

    public static string Normalize(string answer)
    {
        string single = string.Join(' ', answer.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string trimmed = single.Trim('.', ',', ';', ':', '!', '?', '"', '\'', '`', '*', '_', ' ', '。', '“', '”', '‘', '’');

        // An answer of nothing but such signs is still an answer.
        return trimmed.Length > 0 ? trimmed : single;
    }
}
