using System.Text;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.ParallelInference;

/// <summary>Reads what the judge said. Some models put a fence or a sentence around JSON, so what is between the outermost braces counts.</summary>
internal static class JudgeVerdict
{
    /// <summary>Which answer won and why; null when that was not said.</summary>
    public static (int Answer, string Reason)? ReadWinner(string content, int answers) =>
        Parse(content) is { } verdict && Answer(verdict, "winner", answers) is { } winner ? (winner, Text(verdict, "reason") ?? "") : null;

    /// <summary>All answers, the best first; null unless each was named once.</summary>
    public static IReadOnlyList<(int Answer, string Reason)>? ReadRanking(string content, int answers)
    {
        if (Parse(content) is not { } verdict || !verdict.TryGetProperty("ranking", out JsonElement ranking) || ranking.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<(int Answer, string Reason)> ranked = [];
        foreach (JsonElement item in ranking.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || Answer(item, "answer", answers) is not { } answer)
            {
                return null;
            }

            ranked.Add((answer, Text(item, "reason") ?? ""));
        }

        return ranked.Count == answers && ranked.DistinctBy(static item => item.Answer).Count() == answers ? ranked : null;
    }

    private static JsonElement? Parse(string content)
    {
        int start = content.IndexOf('{', StringComparison.Ordinal);
        int end = content.LastIndexOf('}');
        return start >= 0 && end > start && JsonBody.TryParse(Encoding.UTF8.GetBytes(content[start..(end + 1)])) is { ValueKind: JsonValueKind.Object } verdict
            ? verdict
            : null;
    }

    private static int? Answer(JsonElement verdict, string name, int answers) =>
        Text(verdict, name) is { Length: 1 } letter && letter[0] - 'A' is >= 0 and int index && index < answers ? index : null;

    private static string? Text(JsonElement verdict, string name) =>
        verdict.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
