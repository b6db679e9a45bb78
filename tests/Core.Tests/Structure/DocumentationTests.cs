using System.Text.RegularExpressions;
using LlmFunctions.Providers;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>What the documentation says is there, and what is there is documented.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        IEnumerable<string> wrong =
            from page in Repository.Pages
            from Match link in Link().Matches(page.Text)
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !LeadsSomewhere(page, target)
            select $"{page.Path}: {target}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Paths_that_are_named_exist()
    {
        IEnumerable<string> wrong =
            from page in Repository.Pages
            from Match match in NamedPath().Matches(page.Text)
            let path = match.Groups["path"].Value
            where !Path.Exists(Path.Combine(Repository.Root, path))
            select $"{page.Path}: {path}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_provider_has_a_row_with_its_address_and_variables()
    {
        string[] rows = Repository.Page("docs/configuration.md").Lines;
        foreach (ProviderDefinition definition in ProviderDefinitions.All)
        {
            string row = Assert.Single(rows, row => row.StartsWith($"| `{definition.Name}` |", StringComparison.Ordinal));
            Assert.All(definition.KeyVariables, variable => Assert.Contains($"`{variable}`", row, StringComparison.Ordinal));
            if (definition is { BaseUrl: { } address, InProcess: null })
            {
                Assert.Contains($"`{address.AbsoluteUri.TrimEnd('/')}`", row, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_endpoint_is_documented_and_every_documented_endpoint_exists()
    {
        string[] endpoints = [.. Repository.SourcesBelow("src/Functions/").SelectMany(Endpoints).Order(StringComparer.Ordinal)];
        string[] documented = [.. DocumentedEndpoint().Matches(Repository.Page("docs/api.md").Text).Select(static match => match.Groups["endpoint"].Value).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(endpoints);
        Assert.Equal(endpoints, documented);
    }

    [Fact]
    public void No_route_begins_with_what_the_Functions_host_keeps_for_itself() => Assert.DoesNotContain(
        Repository.SourcesBelow("src/Functions/").SelectMany(Endpoints),
        static endpoint => Reserved().IsMatch(endpoint));

    private static IEnumerable<string> Endpoints(SourceFile file)
    {
        MatchCollection routes = Route().Matches(file.Code);
        Assert.True(
            Function().Count(file.Code) == routes.Count + Other().Count(file.Code),
            $"{file.Path}: a function whose trigger this test cannot read; write [HttpTrigger(AuthorizationLevel.…, \"get\", Route = \"…\")].");
        return
            from Match route in routes
            from Capture method in route.Groups["method"].Captures
            select $"{method.Value.ToUpperInvariant()} /{route.Groups["route"].Value}";
    }

    private static bool LeadsSomewhere(SourceFile page, string target)
    {
        string[] parts = target.Split('#', 2);
        string file = parts[0].Length == 0 ? page.Path : Path.Combine(Path.GetDirectoryName(page.Path)!, parts[0]);
        string full = Path.GetFullPath(file, Repository.Root);
        return Path.Exists(full) && (parts.Length == 1 || Heading().Matches(File.ReadAllText(full)).Any(heading => Anchor(heading.Groups["text"].Value) == parts[1]));
    }

    /// <summary>The anchor that GitHub makes of a heading.</summary>
    private static string Anchor(string heading) =>
        string.Concat(heading.Trim().ToLowerInvariant().Where(static c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?<path>(?:src|tests|tools|offline|docs|infra|bench)/[A-Za-z0-9_./-]+)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `(?<endpoint>[A-Z]+ /[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex DocumentedEndpoint();

    [GeneratedRegex(@"\[Function\(")]
    private static partial Regex Function();

    [GeneratedRegex(@"\[(?:TimerTrigger\(|OrchestrationTrigger\]|ActivityTrigger\])")]
    private static partial Regex Other();

    [GeneratedRegex(@"\[HttpTrigger\(AuthorizationLevel\.\w+(?:, ""(?<method>\w+)"")+, Route = ""(?<route>[^""]+)""\)\]")]
    private static partial Regex Route();

    [GeneratedRegex("^[A-Z]+ /(admin|runtime)(/|$)")]
    private static partial Regex Reserved();
}
