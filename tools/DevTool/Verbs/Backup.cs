namespace DevTool.Verbs;

/// <summary>Writes a backup of a running app into a file.</summary>
internal sealed class Backup : IVerb
{
    private static readonly Option WithoutUsage = new("--without-usage", null, "Leaves out the records of usage.");

    public string Name => "backup";

    public string Summary => "Writes configuration, gateway keys and usage into a file; no provider's key.";

    public string Operand => "<file>";

    public IReadOnlyList<Option> Options => [WithoutUsage, ManagementApi.Url, ManagementApi.AdminKey];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var file = arguments.RequiredOperand();
        using var api = ManagementApi.From(arguments, workspace);
        var bytes = await api.DownloadAsync(arguments.Has(WithoutUsage.Name) ? "backup?without_usage=true" : "backup", file, cancellationToken);
        Say.Line($"{file}: {bytes} bytes. Check it: dotnet dev.cs restore {file} --dry-run");
        return 0;
    }
}
