using LlmFunctions.Configuration;
using LlmFunctions.Tests.Configuration;
using LlmFunctions.Tests.Routing;
using Xunit;

namespace LlmFunctions.Tests.Experiments;

public sealed class ExperimentSettingsTests
{
    private const string E = "Gateway__Experiments__e__";

    private static readonly (string, string)[] Valid = [.. RoutingHarness.Keys, ($"{E}Model", "gpt-4o"), ($"{E}Variants__a__Target", "gpt-4o"), ($"{E}Variants__b__Target", "gpt-4o-mini")];

    [Fact]
    public void Every_setting_is_read()
    {
        ExperimentOptions experiment = Assert.Single(GatewayOptionsReader.Read(SettingsOf.Variables([
            .. Valid, ($"{E}Variants__b__Weight", "3"), ($"{E}Control", "B"), ($"{E}Apps__0", "shop"), ($"{E}Start", "2026-01-01"), ($"{E}End", "2026-02-01"), ($"{E}Enabled", "off")])).Experiments);

        Assert.Equal(("e", "gpt-4o", "b", false), (experiment.Name, experiment.Model, experiment.Control, experiment.Enabled));
        Assert.Equal([("a", "gpt-4o", 1.0), ("b", "gpt-4o-mini", 3.0)], experiment.Variants.Select(static variant => (variant.Name, variant.Target, variant.Weight)));
        Assert.Equal(["shop"], experiment.Apps);
        Assert.Equal(TimeSpan.FromDays(31), experiment.End - experiment.Start);
    }

    [Theory]
    [InlineData("a", "b", "a")]
    [InlineData("new", "control", "control")]
    public void The_control_is_the_variant_of_that_name_or_the_first(string one, string other, string control) => Assert.Equal(
        control,
        Assert.Single(GatewayOptionsReader.Read(SettingsOf.Variables((E + "Model", "m"), ($"{E}Variants__{one}__Target", "m"), ($"{E}Variants__{other}__Target", "m"))).Experiments).Control);

    [Fact]
    public void Auto_can_be_split_and_be_a_variant() =>
        Assert.NotNull(new RoutingHarness([.. RoutingHarness.Keys, (E + "Model", "auto"), ($"{E}Variants__a__Target", "auto"), ($"{E}Variants__b__Target", "gpt-4o")]).Route("auto").Experiment);

    [Theory]
    [InlineData("Gateway__Experiments__e__Variants__b__Target is unknown. The model 'no-such-model' does not exist here.", "Variants__b__Target", "no-such-model")]
    [InlineData("Gateway__Experiments__e__Model is unknown. The model 'no-such-model' does not exist here.", "Model", "no-such-model")]
    [InlineData("Gateway__Experiments__e__Model is needed.", "Model", "")]
    [InlineData("Gateway__Experiments__e__Variants__b__Target is needed.", "Variants__b__Target", "", "Variants__b__Weight", "1")]
    [InlineData("Gateway__Experiments__e__Variants must be 2 to 20.", "Variants__b__Target", "")]
    [InlineData("Gateway__Experiments__e__Variants have no weight: one of them at least must be above 0.", "Variants__a__Weight", "0", "Variants__b__Weight", "0")]
    [InlineData("Gateway__Experiments__e__Variants__a__Weight must be a whole number from 0 to 1000000.", "Variants__a__Weight", "0.5")]
    [InlineData("Gateway__Experiments__e__Variants__a__Nope is not a setting", "Variants__a__Nope", "1")]
    [InlineData("Gateway__Experiments__e__Variants__c=d must be named with at most 64 letters, digits, - and _.", "Variants__c=d__Target", "gpt-4o")]
    [InlineData("Gateway__Experiments__e__Control is 'c', which is none of the variants.", "Control", "c")]
    [InlineData("Gateway__Experiments__e__End must be after Start.", "Start", "2026-01-02", "End", "2026-01-02")]
    [InlineData("Gateway__Experiments__e__Nope is not a setting", "Nope", "1")]
    public void What_could_not_work_is_refused_with_the_reason(string expected, params string[] changes)
    {
        Dictionary<string, string> settings = Valid.ToDictionary(static setting => setting.Item1, static setting => setting.Item2);
        foreach (string[] change in changes.Chunk(2))
        {
            settings[E + change[0]] = change[1];
        }

        ConfigurationException refused = Assert.Throws<ConfigurationException>(() => new RoutingHarness(settings.Select(static setting => (setting.Key, setting.Value))));
        Assert.Contains(refused.Errors, error => error.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Enabled", "off")]
    [InlineData(false, "Apps__0", "forum")]
    [InlineData(true, "Apps__0", "shop")]
    [InlineData(false, "Start", "2026-02-01")]
    [InlineData(true, "Start", "2026-01-31")]
    public void Two_experiments_cannot_split_the_same_calls(bool refused, params string[] ofTheOther)
    {
        (string, string)[] both =
        [
            .. Valid, (E + "Apps__0", "shop"), (E + "End", "2026-02-01"),
            ("Gateway__Experiments__f__Model", "GPT-4o"), ("Gateway__Experiments__f__Variants__a__Target", "gpt-4o"), ("Gateway__Experiments__f__Variants__b__Target", "gpt-4o-mini"),
            .. ofTheOther.Chunk(2).Select(static change => ("Gateway__Experiments__f__" + change[0], change[1])),
        ];
        if (refused)
        {
            ConfigurationException exception = Assert.Throws<ConfigurationException>(() => new RoutingHarness(both));
            Assert.Contains("Gateway__Experiments__f splits calls of 'GPT-4o' that 'e' splits already", Assert.Single(exception.Errors), StringComparison.Ordinal);
        }
        else
        {
            Assert.NotNull(new RoutingHarness(both));
        }
    }
}
