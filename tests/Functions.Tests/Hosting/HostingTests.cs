using System.Text.RegularExpressions;
using LlmFunctions.Functions.Tests.Sdk.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Xunit;

namespace LlmFunctions.Functions.Tests.Hosting;

/// <summary>The functions of the app are those of docs/hosting.md, and the Functions host takes all of them.</summary>
public sealed partial class HostingTests
{
    private const string Page = "docs/hosting.md";

    // Set to 1, it writes the table instead of comparing it.
    private const string WriteVariable = "LLMFN_WRITE_DOCS";

    private static IReadOnlyList<(string Name, TriggerBindingAttribute Trigger)> Functions => AppFunctions.All;

    [Fact]
    public void The_page_lists_the_functions_that_there_are()
    {
        string file = Repository.File(Page);
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        string table = string.Concat(Functions.Select(Row).Order(StringComparer.Ordinal));
        string expected = Rows().Replace(text, match => match.Groups["head"].Value + table);
        Assert.Matches(Rows(), text);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(expected == text, $"The table of functions in {Page} is not that of the code. Run this test with {WriteVariable}=1, and look at what changed. It must be:\n{table}");
    }

    [Fact]
    public void No_route_begins_with_what_the_host_keeps_for_itself() => Assert.DoesNotContain(
        Functions.Select(static function => function.Trigger).OfType<HttpTriggerAttribute>(),
        static trigger => Reserved().IsMatch(trigger.Route!));

    [Theory]
    [InlineData("admin", true)]
    [InlineData("Admin/keys", true)]
    [InlineData("/runtime/webhooks", true)]
    [InlineData("{prefix}/keys", true)]
    [InlineData("{*rest}", true)]
    [InlineData("administration", false)]
    [InlineData("api/admin", false)]
    public void A_reserved_route_is_found(string route, bool isReserved) => Assert.Equal(isReserved, Reserved().IsMatch(route));

    /// <summary>The gateway asks for keys of its own; a level other than this would make the host ask for another one.</summary>
    [Fact]
    public void Every_http_function_names_its_route_and_methods_and_is_open_to_the_host() => Assert.All(
        Functions.Select(static function => function.Trigger).OfType<HttpTriggerAttribute>(),
        static trigger =>
        {
            Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
            Assert.False(string.IsNullOrEmpty(trigger.Route));
            Assert.NotEmpty(trigger.Methods!);
        });

    [Fact]
    public void Names_are_such_as_the_host_takes()
    {
        Assert.All(Functions, static function => Assert.Matches(Name(), function.Name));
        Assert.Equal(Functions.Count, Functions.DistinctBy(static function => function.Name, StringComparer.OrdinalIgnoreCase).Count());
    }

    /// <summary>A setting that is missing would keep the function from loading, and an instance that starts would run all of them.</summary>
    [Fact]
    public void Timers_have_a_fixed_schedule_and_wait_for_it()
    {
        TimerTriggerAttribute[] timers = [.. Functions.Select(static function => function.Trigger).OfType<TimerTriggerAttribute>()];
        Assert.NotEmpty(timers);
        Assert.All(timers, static timer =>
        {
            Assert.DoesNotContain('%', timer.Schedule);
            Assert.False(timer.RunOnStartup);
        });
    }

    private static string Row((string Name, TriggerBindingAttribute Trigger) function)
    {
        string trigger = function.Trigger switch
        {
            HttpTriggerAttribute http => $"HTTP | `{string.Join(' ', http.Methods!.Select(static method => method.ToUpperInvariant()))} /{http.Route}`",
            TimerTriggerAttribute timer => $"timer | `{timer.Schedule}`",
            { } other => $"{other.GetType().Name.Replace("TriggerAttribute", "", StringComparison.Ordinal).ToLowerInvariant()} | ",
        };
        return $"| `{function.Name}` | {trigger} |\n";
    }

    [GeneratedRegex(@"(?<head>^\| function \| trigger \| route or schedule \|\n\|---\|---\|---\|\n)(?:\|.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Rows();

    // A parameter in the first place takes every word, these too.
    [GeneratedRegex("^/?(?:(?:admin|runtime)(?:/|$)|\\{)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reserved();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,126}$")]
    private static partial Regex Name();
}
