using System.Text;

namespace LlmFunctions.Bench;

/// <summary>Markdown tables with columns of even width.</summary>
internal static class Report
{
    public static Task TableAsync(IReadOnlyList<string[]> rows) => Console.Out.WriteLineAsync(Table(rows));

    public static string Table(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in (IEnumerable<string[]>)[rows[0], [.. widths.Select(static width => new string('-', width))], .. rows.Skip(1)])
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
        }

        return text.ToString();
    }

    public static Task SayAsync(string text) => Console.Error.WriteLineAsync(text);
}
