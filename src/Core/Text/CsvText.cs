using System.Buffers;

namespace LlmFunctions.Text;

/// <summary>
/// Writes CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it
/// (https://owasp.org/www-community/attacks/CSV_Injection): what is in it comes from clients.
/// </summary>
public static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    /// <summary>A line with its end.</summary>
    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        // Spreadsheets skip blanks before a formula.
        string safe = text.AsSpan().TrimStart(" \0") is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) || safe[0] == ' ' || safe[^1] == ' ' ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // A negative number is a number to whoever reads the file.
    private static bool IsNumber(string text) => text.Length < 32 && text[0] == '-' && text.Length > 1 && !text.AsSpan(1).ContainsAnyExcept(OfNumbers);
}
