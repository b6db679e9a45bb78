using System.Text.RegularExpressions;
using LlmFunctions.Configuration;
using LlmFunctions.Tests.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>Every option has a row in docs/configuration.md, and every row is a setting that is read.</summary>
public sealed partial class SettingTests
{
    private const string Gateway = "Gateway";
    private const string Provider = "Gateway__Providers__<name>";

    // Options that are groups of options.
    private static readonly Type[] Parts =
    [
        typeof(RoutingOptions), typeof(AutoOptions), typeof(IReadOnlyList<ProviderOptions>), typeof(IReadOnlyList<AppPolicy>), typeof(IReadOnlyList<QuotaOptions>), typeof(IReadOnlyList<AlertOptions>),
        typeof(RetryOptions), typeof(HedgeOptions), typeof(TimeoutOptions), typeof(IReadOnlyList<ModelTimeoutOptions>),
        typeof(BreakerOptions), typeof(HealthOptions), typeof(UsageOptions), typeof(JobOptions), typeof(FilesOptions), typeof(BatchOptions), typeof(IdentityOptions), typeof(CacheOptions), typeof(GuardOptions), typeof(IReadOnlyList<AccountOptions>),
        typeof(IReadOnlyList<ExperimentOptions>), typeof(IReadOnlyList<VariantOptions>),
        typeof(IReadOnlyList<RouteOptions>), typeof(IReadOnlyList<VersionOptions>), typeof(IReadOnlyList<TaskOptions>),
    ];

    [Fact]
    public void Every_option_has_a_row_and_every_row_an_option()
    {
        string[] options =
        [
            .. Options(typeof(GatewayOptions), Gateway),
            .. Options(typeof(RetryOptions), "Gateway__Retry"),
            .. Options(typeof(HedgeOptions), "Gateway__Hedge"),
            .. Options(typeof(BreakerOptions), "Gateway__Breaker"),
            .. Options(typeof(HealthOptions), "Gateway__Health"),
            .. Options(typeof(UsageOptions), "Gateway__Usage"),
            .. Options(typeof(IdentityOptions), "Gateway__Identity"),
            .. Options(typeof(CacheOptions), "Gateway__Cache"),
            .. Options(typeof(GuardOptions), "Gateway__Guard"),
            .. Options(typeof(GuardOptions), "Gateway__Apps__<name>__Guard"),
            .. Options(typeof(JobOptions), "Gateway__Jobs"),
            .. Options(typeof(FilesOptions), "Gateway__Files"),
            .. Options(typeof(BatchOptions), "Gateway__Batches"),
            .. Options(typeof(ProviderOptions), Provider),
            .. Options(typeof(AccountOptions), $"{Provider}__Accounts__<id>"),
            .. Options(typeof(TimeoutOptions), $"{Provider}__Timeouts"),
            .. Options(typeof(ModelTimeoutOptions), $"{Provider}__ModelTimeouts"),
            .. Options(typeof(AppPolicy), "Gateway__Apps__<name>"),
            .. Options(typeof(QuotaOptions), "Gateway__Quotas__<name>"),
            .. Options(typeof(AlertOptions), "Gateway__Alerts__<name>"),
            .. Options(typeof(ExperimentOptions), "Gateway__Experiments__<name>"),
            .. Options(typeof(VariantOptions), "Gateway__Experiments__<name>__Variants__<id>"),
            .. Options(typeof(RoutingOptions), "Gateway__Routing"),
            .. Options(typeof(RouteOptions), "Gateway__Routing__Routes__<name>"),
            .. Options(typeof(VersionOptions), "Gateway__Routing__Versions"),
            .. Options(typeof(TaskOptions), "Gateway__Routing__Tasks__<name>"),
            .. Options(typeof(AutoOptions), "Gateway__Routing__Auto"),
        ];
        Assert.Equal(options.Order(StringComparer.Ordinal), Documented().Select(Flat).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_is_a_setting_that_is_known()
    {
        foreach (string setting in Documented())
        {
            string name = setting.Replace("<name>", "openai", StringComparison.Ordinal).Replace("<header>", "X-Any", StringComparison.Ordinal).Replace("<n>", "0", StringComparison.Ordinal).Replace("<id>", "blue", StringComparison.Ordinal).Replace("<model>", "any", StringComparison.Ordinal);

            // An empty value counts as not set, an unknown name is an error.
            Assert.NotNull(GatewayOptionsReader.Read(SettingsOf.Variables((name, ""))));
        }
    }

    /// <summary>Options as settings without the separators between their parts: how these are grouped is not the option's business.</summary>
    private static IEnumerable<string> Options(Type type, string prefix) =>
        from property in type.GetProperties()
        where property.GetMethod is { IsStatic: false } && !Parts.Contains(property.PropertyType) && property.Name is not (nameof(ProviderOptions.Name) or nameof(AccountOptions.Id))
        select Flat($"{prefix}__{property.Name}");

    private static IEnumerable<string> Documented() =>
        Row().Matches(Repository.Page("docs/configuration.md").Text).Select(static match => match.Groups["setting"].Value);

    private static string Flat(string setting) =>
        setting.Replace("__<header>", "", StringComparison.Ordinal).Replace("Aliases__<name>", "Aliases", StringComparison.Ordinal).Replace("Roles__<name>", "Roles", StringComparison.Ordinal).Replace("__<n>", "", StringComparison.Ordinal).Replace("__<model>", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `(?<setting>Gateway__[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
