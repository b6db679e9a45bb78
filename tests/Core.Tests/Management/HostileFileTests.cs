using LlmFunctions.Errors;
using LlmFunctions.Management.Files;
using Xunit;

namespace LlmFunctions.Tests.Management;

/// <summary>Files that are made to end the process that reads them, or to fill its memory, are refused instead.</summary>
public sealed class HostileFileTests
{
    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    [InlineData("[{a: ", 50_000)]
    public void Nesting_without_end_does_not_overflow_the_stack(string level, int levels) => AssertRefused(string.Concat(Enumerable.Repeat(level, levels)));

    [Fact]
    public void Neither_does_one_whose_brackets_are_closed() => AssertRefused(new string('[', 100_000) + new string(']', 100_000));

    [Fact]
    public void Neither_does_nesting_in_JSON() => AssertRefused("{\"a\":" + new string('[', 100_000));

    [Fact]
    public void An_alias_of_itself_is_refused() => AssertRefused("apps: &a\n  x: *a\n");

    /// <summary>The hash of such a key would take as long as what it stands for is large: two to the power of forty.</summary>
    [Fact]
    public void A_key_that_is_made_of_aliases_is_refused_before_its_hash_is_computed() =>
        AssertRefused("a: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(static level => $"b{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n")) + "? *a40\n: 1\n");

    [Fact]
    public void A_long_text_that_is_repeated_is_refused_before_it_fills_the_memory() =>
        AssertRefused($"a: &a \"{new string('x', 1024 * 1024)}\"\nb: [{string.Join(", ", Enumerable.Repeat("*a", 5_000))}]\n");

    /// <summary>A tag names a type for programs that make objects of what they read; here there are only texts, lists and mappings.</summary>
    [Theory]
    [InlineData("apps: !<tag:yaml.org,2002:System.Diagnostics.Process> {shop: !!python/object/apply:os.system {MaxRetries: 1}}")]
    [InlineData("%TAG ! tag:evil.example,2000:\n---\napps: !process {shop: {MaxRetries: !run 1}}")]
    public void A_tag_makes_nothing_else_of_a_node(string text) =>
        Assert.Equal("{\"MaxRetries\":1}", Assert.Single(ConfigurationFile.Read(text, ConfigurationFileTests.Providers).Changes).Value!.Value.GetRawText());

    private static void AssertRefused(string text) =>
        Assert.Equal(ErrorKind.InvalidRequest, Assert.Throws<GatewayException>(() => ConfigurationFile.Read(text, ConfigurationFileTests.Providers)).Error.Kind);
}
