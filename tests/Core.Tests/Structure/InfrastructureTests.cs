using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>What the Bicep templates must keep to, read from their text.</summary>
public sealed partial class InfrastructureTests
{
    private const string Folder = "infra/bicep";

    private static readonly SourceFile[] Templates = Read("*.bicep");

    private static readonly SourceFile[] Parameters = Read("*.bicepparam");

    [Fact]
    public void Nothing_is_opened_by_a_key_or_a_password()
    {
        Assert.Empty(
            from file in Templates.Concat(Parameters)
            from Match match in SharedKey().Matches(file.Code)
            select $"{file.Path}: {match.Value}");
        Assert.Contains("allowSharedKeyAccess: false", Template("modules/storage.bicep"), StringComparison.Ordinal);
        Assert.Contains("DisableLocalAuth: true", Template("modules/telemetry.bicep"), StringComparison.Ordinal);
        Assert.Contains("enableRbacAuthorization: true", Template("modules/vault.bicep"), StringComparison.Ordinal);
        Assert.DoesNotContain("accessPolicies", Template("modules/vault.bicep"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("output key string = account.listKeys().keys[0].value", true)]
    [InlineData("    allowSharedKeyAccess: true", true)]
    [InlineData("AzureWebJobsStorage: 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b'", true)]
    [InlineData("Gateway__Providers__openai__ApiKey: 'sk-1'", true)]
    [InlineData("    allowSharedKeyAccess: false", false)]
    [InlineData("AzureWebJobsStorage__credential: 'managedidentity'", false)]
    public void A_key_is_found(string line, bool isFound) => Assert.Equal(isFound, SharedKey().IsMatch(line));

    [Fact]
    public void In_production_the_vault_and_the_storage_are_closed_to_the_internet()
    {
        string production = Assert.Single(Parameters, static file => file.Path.EndsWith("main.prod.bicepparam", StringComparison.Ordinal)).Code;
        Assert.Matches(@"(?m)^param privateNetwork = true$", production);
        Assert.Matches(@"(?m)^param vaultAllowedIps = \[\]$", production);
        Assert.Matches(@"(?m)^param purgeProtection = true$", production);

        string group = Template("group.bicep");
        Assert.Equal(2, Regex.Count(group, "    private: privateNetwork\n"));
        Assert.Contains("publicNetworkAccess: private && empty(allowedIps) ? 'Disabled' : 'Enabled'", Template("modules/vault.bicep"), StringComparison.Ordinal);
        Assert.Contains("publicNetworkAccess: private ? 'Disabled' : 'Enabled'", Template("modules/storage.bicep"), StringComparison.Ordinal);
        foreach (string closed in (string[])["modules/vault.bicep", "modules/storage.bicep"])
        {
            Assert.Contains("defaultAction: private ? 'Deny' : 'Allow'", Template(closed), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_app_may_write_secrets_only_where_that_is_asked_for()
    {
        foreach (string entry in (string[])["main.bicep", "group.bicep"])
        {
            Assert.Contains("param manageSecrets bool = false\n", Template(entry), StringComparison.Ordinal);
            Assert.Contains("    manageSecrets: manageSecrets\n", Template(entry), StringComparison.Ordinal);
        }

        Assert.All(Parameters, static file => Assert.DoesNotContain("manageSecrets", file.Code, StringComparison.Ordinal));
        string roles = Template("modules/roles.bicep");
        Assert.Contains("    role: manageSecrets ? roles.keyVaultSecretsOfficer : roles.keyVaultSecretsUser\n    principal: appPrincipalId\n", roles, StringComparison.Ordinal);
        Assert.Single(AppOnVault().Matches(roles));
    }

    [Fact]
    public void Every_role_is_in_the_table_of_the_page_and_every_row_is_a_role_that_is_given()
    {
        string[] given = [.. Templates.SelectMany(static file => RoleId().Matches(file.Code)).Select(static match => match.Value).Distinct().Order(StringComparer.Ordinal)];
        string[] documented = [.. RoleRow().Matches(Repository.Page("docs/deploy.md").Text).Select(static match => match.Groups["id"].Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.NotEmpty(given);
        Assert.Equal(given, documented);
    }

    [Fact]
    public void Every_module_is_a_file_of_this_repository()
    {
        (string File, string Target)[] references =
        [
            .. from file in Templates.Concat(Parameters)
               from Match match in Reference().Matches(file.Code)
               select (file.Path, match.Groups["target"].Value),
        ];
        Assert.NotEmpty(references);
        Assert.All(references, static reference => Assert.True(
            File.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(reference.File)!, reference.Target)),
            $"{reference.File} refers to {reference.Target}."));
    }

    [Fact]
    public void Every_parameter_and_output_is_described() => Assert.Empty(
        from file in Templates
        from at in Enumerable.Range(0, file.Lines.Length)
        where Declaration().IsMatch(file.Lines[at]) && !IsDescribed(file.Lines, at)
        select $"{file.Path}: {file.Lines[at]}");

    [Fact]
    public void Both_entries_take_the_same_parameters() =>
        Assert.Equal(Names("group.bicep"), Names("main.bicep").Where(static name => name != "resourceGroupName"));

    [Fact]
    public void Every_setting_of_the_app_that_is_the_gateways_is_documented()
    {
        string configuration = Repository.Page("docs/configuration.md").Text;
        string[] settings = [.. GatewaySetting().Matches(Template("modules/app.bicep")).Select(static match => match.Value)];
        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.Contains($"| `{setting}` |", configuration, StringComparison.Ordinal));
    }

    /// <summary>The template takes them from the source by exactly this form.</summary>
    [Fact]
    public void The_tables_that_are_made_are_those_of_the_app()
    {
        Assert.Contains("loadTextContent('../../../src/Azure/Tables/TableNames.cs')", Template("modules/storage.bicep"), StringComparison.Ordinal);
        SourceFile names = Assert.Single(Repository.SourcesBelow("src/Azure/"), static file => file.Path.EndsWith("/TableNames.cs", StringComparison.Ordinal));
        string[] tables = [.. names.Lines.Where(static line => line.Contains("const string", StringComparison.Ordinal))];
        Assert.NotEmpty(tables);
        Assert.All(tables, static line => Assert.Matches("^    public const string \\w+ = \"[A-Za-z][A-Za-z0-9]{2,62}\";$", line));
    }

    [Fact]
    public void Every_alert_is_explained_in_the_runbook()
    {
        string page = Repository.Page("docs/operations.md").Text;
        string[] alerts = [.. AlertName().Matches(Template("modules/alerts.bicep")).Select(static match => match.Groups["name"].Value)];
        Assert.Equal(11, alerts.Length);
        Assert.All(alerts, alert => Assert.Contains($"| `{alert}` |", page, StringComparison.Ordinal));
    }

    /// <summary>Alerts and charts read the log by its text: when a message changes, they must.</summary>
    [Fact]
    public void Every_log_message_that_an_alert_or_a_chart_looks_for_is_written()
    {
        string[] messages = [.. Repository.SourcesBelow("src/").SelectMany(static file => LogMessage().Matches(file.Code)).Select(static match => match.Groups["text"].Value)];
        string queries = Template("modules/alerts.bicep") + File.ReadAllText(Path.Combine(Repository.Root, Folder, "modules/workbook.json"));
        string[] sought = [.. Sought().Matches(queries).Select(static match => match.Groups["text"].Value).Distinct()];
        Assert.True(sought.Length >= 5);
        Assert.All(sought, start => Assert.Contains(messages, message => message.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_workbook_is_json_and_every_chart_has_a_query()
    {
        using JsonDocument workbook = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, Folder, "modules/workbook.json")));
        JsonElement[] charts = [.. workbook.RootElement.GetProperty("items").EnumerateArray().Where(static item => item.GetProperty("type").GetInt32() == 3)];
        Assert.NotEmpty(charts);
        Assert.All(charts, static chart => Assert.Matches("^(requests|traces|dependencies) \\|", chart.GetProperty("content").GetProperty("query").GetString()!));
    }

    private static SourceFile[] Read(string pattern)
    {
        SourceFile[] files = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, Folder), pattern, SearchOption.AllDirectories).Select(SourceFile.Read)];
        return files.Length > 0 ? files : throw new InvalidOperationException($"There is no {pattern} below {Folder}.");
    }

    private static string Template(string path) => Assert.Single(Templates, file => file.Path == $"{Folder}/{path}").Code;

    private static bool IsDescribed(string[] lines, int at) =>
        lines[..at].Reverse().TakeWhile(static line => line.StartsWith('@')).Any(static line => line.StartsWith("@description(", StringComparison.Ordinal));

    private static IEnumerable<string> Names(string path) =>
        Parameter().Matches(Template(path)).Select(static match => match.Groups["name"].Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"keyVaultSecrets\w+\s*,?\s*principal: appPrincipalId")]
    private static partial Regex AppOnVault();

    [GeneratedRegex(@"\blist(?:Account)?Keys\b|\blistAccountSas\b|AccountKey=|SharedAccessSignature|allowSharedKeyAccess: (?!false)|disableLocalAuth: false|__ApiKey\b|\bsk-\w", RegexOptions.IgnoreCase)]
    private static partial Regex SharedKey();

    [GeneratedRegex(@"(?<=')[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=')")]
    private static partial Regex RoleId();

    [GeneratedRegex(@"^\| [^|]+ \| `(?<id>[0-9a-f-]{36})` \|", RegexOptions.Multiline)]
    private static partial Regex RoleRow();

    [GeneratedRegex(@"(?:^module \w+ |^using |^import \{[^}]*\} from |loadTextContent\()'(?<target>[^']+)'", RegexOptions.Multiline)]
    private static partial Regex Reference();

    [GeneratedRegex("^(param|output) ")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^param (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\bGateway__\w+(?=:)")]
    private static partial Regex GatewaySetting();

    [GeneratedRegex(@"name: '(?<name>[a-z-]+)'\n    description:|/metricAlerts@[^\n]+\n  name: '(?<name>[a-z-]+)-\$\{name\}'")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"LoggerMessage\(\d+, LogLevel\.\w+, ""(?<text>[^""]*)")]
    private static partial Regex LogMessage();

    [GeneratedRegex(@"message startswith [""'](?<text>[^""']+)[""']")]
    private static partial Regex Sought();
}
