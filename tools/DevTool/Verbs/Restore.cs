namespace DevTool.Verbs;

/// <summary>Takes a backup back into a running app.</summary>
internal sealed class Restore : IVerb
{
    private static readonly Option DryRun = new("--dry-run", null, "Checks the file and says what it would do, and does nothing.");

    public string Name => "restore";

    public string Summary => "Takes a backup back, when its checksum is right.";

    public string Operand => "<file>";

    public IReadOnlyList<Option> Options => [DryRun, ManagementApi.Url, ManagementApi.AdminKey];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var file = arguments.RequiredOperand();
        if (!File.Exists(file))
        {
            throw arguments.Wrong($"There is no file {file}.");
        }

        using var api = ManagementApi.From(arguments, workspace);
        var isDryRun = arguments.Has(DryRun.Name);
        var answer = await api.UploadAsync(isDryRun ? "restore?dry_run=true" : "restore", file, cancellationToken);
        Say.Line($"The checksum is right. {answer["changes"]} objects of the configuration {(isDryRun ? "would change" : "changed")}, {answer["rows"]} rows {(isDryRun ? "would be" : "were")} written.");
        return 0;
    }
}
