using System.Buffers;
using System.Text.RegularExpressions;

namespace LlmFunctions.Text;

/// <summary>
/// Writes CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it
/// (https://owasp.org/www-community/attacks/CSV_Injection): what is in it comes from clients.
/// </summary>
public static partial class CsvText
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

        string safe = IsNumber(text) ? text : Formula.Replace(text, "'");
        return safe.AsSpan().ContainsAny(Quoted) || safe[0] == ' ' || safe[^1] == ' ' ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    // A negative number is a number to whoever reads the file.
    private static bool IsNumber(string text) => text.Length < 32 && text[0] == '-' && text.Length > 1 && !text.AsSpan(1).ContainsAnyExcept(OfNumbers);

    // Where one could begin. Blanks before it are skipped by spreadsheets. In many countries they part cells at semicolons, and then heed neither commas nor the quotes
    // after them: what follows a semicolon, a tab or the end of a line begins a cell there.
    [GeneratedRegex(@"\A(?=[ \0]*[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=[ \0]*[=+\-@＝＋－＠])", RegexOptions.CultureInvariant)]
    private static partial Regex Formula { get; }
}
