using System.Text;

namespace LlmFunctions.Bench.Comparison;

/// <summary>What a run found out, printed as it comes and saved.</summary>
internal sealed class Page(string file)
{
    private readonly StringBuilder _text = new();

    public Task AddAsync(string heading, IReadOnlyList<string[]> rows) => AddAsync($"## {heading}{Environment.NewLine}{Environment.NewLine}{Report.Table(rows)}");

    public async Task AddAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        _text.AppendLine(text);
        await File.WriteAllTextAsync(file, _text.ToString());
    }
}
