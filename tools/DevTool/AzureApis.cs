using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace DevTool;

/// <summary>
/// Finds out whether the registry serves the official Azure packages, or whether the build must use the
/// declarations in offline/ instead, and leaves the answer where Directory.Build.props looks for it.
/// </summary>
internal static class AzureApis
{
    private const string Official = "Official";
    private const string Contracts = "Contracts";

    private static readonly string[] Packages =
    [
        "Microsoft.Azure.Functions.Worker",
        "Microsoft.Azure.Functions.Worker.Sdk",
        "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore",
        "Microsoft.Azure.Functions.Worker.Extensions.Timer",
        "Microsoft.Azure.Functions.Worker.Extensions.DurableTask",
        "Azure.Data.Tables",
    ];

    // Package or version not there, or only another version: the registry has answered, and will answer the same again.
    private static readonly string[] Lacking = ["NU1101", "NU1102", "NU1103", "NU1603"];

    public static async Task EnsureAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("AzureApis") is { Length: > 0 } given)
        {
            Say.Line($"APIs: {given} (set in the environment)");
            return;
        }

        var memory = workspace.Path("artifacts", "AzureApis.props");
        var key = await KeyAsync(workspace, cancellationToken);
        if (Remembered(memory, key) is { } known)
        {
            Say.Line(known);
            return;
        }

        var missing = await Say.StepAsync("Asking the registry for the official Azure packages", () => ProbeAsync(workspace, cancellationToken));
        var answer = missing is []
            ? $"APIs: {Official} (this registry serves the official Azure packages)"
            : $"APIs: {Contracts} (this registry lacks {string.Join(", ", missing)}; see docs/architecture.md)";
        var name = new XElement("AzureApis", new XAttribute("Condition", "'$(AzureApis)' == ''"), missing is [] ? Official : Contracts);
        new XDocument(new XElement("Project", new XElement("PropertyGroup", name, new XElement("AzureApisProbe", key), new XElement("AzureApisAnswer", answer)))).Save(memory);
        Say.Line(answer);
    }

    private static async Task<string> KeyAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var versions = await File.ReadAllTextAsync(workspace.Path("Directory.Packages.props"), cancellationToken);
        return Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(versions + string.Concat(Packages))));
    }

    private static string? Remembered(string memory, string key)
    {
        if (!File.Exists(memory))
        {
            return null;
        }

        var properties = XDocument.Load(memory).Descendants("PropertyGroup").Elements().ToDictionary(e => e.Name.LocalName, e => e.Value);
        return properties.GetValueOrDefault("AzureApisProbe") == key ? properties.GetValueOrDefault("AzureApisAnswer") : null;
    }

    /// <returns>The packages that the registry does not have.</returns>
    private static async Task<string[]> ProbeAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var folder = workspace.Path("artifacts", "probe");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        new XDocument(new XElement("Project")).Save(Path.Combine(folder, "Directory.Build.props"));
        new XDocument(new XElement("Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup", new XElement("TargetFramework", "net10.0"), new XElement("NuGetAudit", "false")),
            new XElement("ItemGroup", Packages.Select(p => new XElement("PackageReference", new XAttribute("Include", p)))))).Save(Path.Combine(folder, "Probe.csproj"));

        var (exitCode, output) = await Child.RunAsync(
            workspace, Programs.Dotnet, ["restore", Path.Combine(folder, "Probe.csproj")], Programs.BuildEnvironment, cancellationToken);
        var problems = Problems(Path.Combine(folder, "obj", "project.assets.json"));
        if (exitCode == 0 && problems is [])
        {
            return [];
        }

        if (problems is not [] && problems.All(p => Lacking.Contains(p.Code)))
        {
            return [.. problems.Select(p => p.Package).Distinct()];
        }

        var reason = problems.Any(p => p.Code == "NU1301") || output.Contains("NU1301", StringComparison.Ordinal)
            ? "The package registry could not be reached, so it is not known which packages it has. Check the network (and proxy), then try again."
            : "Restoring the official Azure packages failed for a reason that says nothing about whether the registry has them; see above.";
        throw new UserException($"{output}{reason}");
    }

    private static (string Code, string Package)[] Problems(string assets) => !File.Exists(assets)
        ? []
        : [.. (JsonNode.Parse(File.ReadAllText(assets))?["logs"]?.AsArray() ?? [])
            .Select(log => (Code: (string?)log?["code"] ?? "", Level: (string?)log?["level"], Package: (string?)log?["libraryId"] ?? "a package"))
            .Where(log => log.Level == "Error" || Lacking.Contains(log.Code))
            .Select(log => (log.Code, log.Package))];
}
