namespace LlmFunctions.Bench;

/// <summary>Prints Markdown tables with columns of even width.</summary>
internal static class Report
{
    public static async Task TableAsync(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        await LineAsync(rows[0], widths);
        await LineAsync([.. widths.Select(width => new string('-', width))], widths);
        foreach (string[] row in rows.Skip(1))
        {
            await LineAsync(row, widths);
        }

        await Console.Out.WriteLineAsync();
    }

    public static Task SayAsync(string text) => Console.Error.WriteLineAsync(text);

    private static Task LineAsync(string[] cells, int[] widths) =>
        Console.Out.WriteLineAsync($"| {string.Join(" | ", cells.Select((cell, column) => cell.PadRight(widths[column])))} |");
}
