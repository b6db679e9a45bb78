using System.Diagnostics;

namespace DevTool.Verbs;

/// <summary>Builds everything and runs every test project.</summary>
internal sealed class Test : IVerb
{
    private static readonly Option Release = new("--release", null, "Build optimised.");

    public string Name => "test";

    public string Summary => "Builds and runs the tests; with a filter, those whose full name contains it.";

    public string Operand => "[filter]";

    public IReadOnlyList<Option> Options => [Release];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var configuration = arguments.Has(Release.Name) ? "Release" : "Debug";
        var node = await NodeTools.EnsureAsync(workspace, cancellationToken);
        await AzureApis.EnsureAsync(workspace, cancellationToken);
        await Build.RunAsync(workspace, workspace.Solution, configuration, cancellationToken);

        var total = new TestTally(0, 0, 0);
        await using (var azurite = await Say.StepAsync("Starting Azurite", () => Azurite.StartInMemoryAsync(workspace, node, cancellationToken)))
        {
            foreach (var project in TestProject.All(workspace, configuration))
            {
                Say.Line($"Testing {project.Name}");
                var watch = Stopwatch.StartNew();
                var tally = await project.RunAsync(arguments.Operand, azurite.ConnectionString, cancellationToken);
                Say.Line($"  {project.Name}: {tally} ({watch.Elapsed.TotalSeconds:0.0} s)");
                total += tally;
            }
        }

        if (total is { Passed: 0, Failed: 0 })
        {
            Say.Line(arguments.Operand is { } filter ? $"No test ran: none has '{filter}' in its name, or all of those are skipped." : "No test ran.");
        }

        Say.Line(total.ToString());
        return total is { Failed: 0, Passed: > 0 } ? 0 : 1;
    }
}
