namespace DevTool.Verbs;

/// <summary>Lists gateway keys, by what identifies them and not by what they are.</summary>
internal sealed class KeyList : IVerb
{
    private static readonly Option App = new("--app", "<name>", "Only the keys of this application.");
    private static readonly string[] Columns = ["id", "app", "name", "prefix", "created_at", "expires_at", "revoked_at"];

    public string Name => "key list";

    public string Summary => "Lists gateway keys.";

    public string Operand => "";

    public IReadOnlyList<Option> Options => [App, ManagementApi.Url, ManagementApi.AdminKey];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        using var api = ManagementApi.From(arguments, workspace);
        var path = arguments.Value(App.Name) is { } app ? $"keys?app={Uri.EscapeDataString(app)}" : "keys";
        var answer = await api.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        string[][] rows = [Columns, .. (answer["data"]?.AsArray() ?? []).Select(key => Columns.Select(c => key?[c]?.ToString() ?? "-").ToArray())];
        var widths = Columns.Select((_, i) => rows.Max(row => row[i].Length)).ToArray();
        foreach (var row in rows)
        {
            Say.Line(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }

        return 0;
    }
}
