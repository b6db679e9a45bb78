using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace DevTool;

/// <summary>One test project: an executable that knows how to run itself.</summary>
internal sealed class TestProject(Workspace workspace, string project, string configuration)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    public string Name => Path.GetFileName(Path.GetDirectoryName(project)!);

    public static TestProject[] All(Workspace workspace, string configuration) =>
        [.. Directory.EnumerateDirectories(workspace.Path("tests"), "*.Tests").Order(StringComparer.Ordinal)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(project => new TestProject(workspace, project, configuration))];

    /// <param name="filter">A part of the full name of the tests to run; null for all.</param>
    /// <param name="storage">The connection string that tests find in LLMFN_TEST_STORAGE.</param>
    /// <param name="cancellationToken">Kills the tests.</param>
    public async Task<TestTally> RunAsync(string? filter, string storage, CancellationToken cancellationToken)
    {
        var results = workspace.Path("artifacts", "test-results", $"{Name}.xml");
        Directory.CreateDirectory(Path.GetDirectoryName(results)!);
        File.Delete(results);

        var assembly = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration, "net10.0", $"{Path.GetFileNameWithoutExtension(project)}.dll");
        string[] chosen = filter is null ? [] : ["-method", $"*{filter.Trim('*')}*"];
        string[] arguments = [assembly, "-noLogo", "-noColor", "-noAutoReporters", "-reporter", "quiet", "-xml", results, .. chosen];
        await using var child = Child.Start(workspace, Programs.Dotnet, arguments, [("LLMFN_TEST_STORAGE", storage)], onLine: Say.Line);
        try
        {
            var exitCode = await child.Exited.WaitAsync(Longest, cancellationToken);
            return Read(results) switch
            {
                null => Broken($"ended with exit code {exitCode} and without results"),
                { Failed: 0 } when exitCode != 0 => Broken($"ended with exit code {exitCode} though no test failed"),
                var tally => tally,
            };
        }
        catch (TimeoutException)
        {
            return Broken($"was killed: it ran for more than {Longest.TotalMinutes:0} minutes");
        }
    }

    private TestTally Broken(string how)
    {
        Say.Error($"{Name} {how}: counted as one failure.");
        return new TestTally(0, 1, 0);
    }

    private static TestTally? Read(string results)
    {
        if (!File.Exists(results))
        {
            return null;
        }

        try
        {
            return XDocument.Load(results).Descendants("assembly").Aggregate(
                new TestTally(0, 0, 0),
                (sum, run) => sum + new TestTally(Number(run, "passed"), Number(run, "failed") + Number(run, "errors"), Number(run, "skipped")));
        }
        catch (XmlException)
        {
            // Cut short by a crash while it was written: the same as no results.
            return null;
        }
    }

    private static int Number(XElement run, string name) => int.Parse(run.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
}
