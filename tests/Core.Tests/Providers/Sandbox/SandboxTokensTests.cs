using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Providers.Sandbox;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxTokensTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  ", new[] { "  " })]
    [InlineData("one", new[] { "one" })]
    [InlineData(" one\ntwo  three ", new[] { " one", "\ntwo", "  three " })]
    public void A_word_and_the_space_before_it_is_a_token(string text, string[] expected) =>
        Assert.Equal(expected, SandboxTokens.OfText(text));

    [Fact]
    public void The_tokens_of_any_text_are_the_text_and_as_many_as_its_words() =>
        Prop.ForAll<NonNull<string>>(static text =>
        {
            string[] tokens = [.. SandboxTokens.OfText(text.Get)];
            return string.Concat(tokens) == text.Get && (tokens.Length == SandboxTokens.Count(text.Get) || string.IsNullOrWhiteSpace(text.Get));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_tokens_of_any_json_are_the_json_and_short() =>
        Prop.ForAll<NonNull<string>>(static text =>
        {
            string[] tokens = [.. SandboxTokens.OfJson(text.Get)];
            return string.Concat(tokens) == text.Get && tokens.All(static token => token.Length is > 0 and <= 9);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_token_ends_in_half_a_character()
    {
        string text = "abcdefg😀😀😀😀😀";

        Assert.All(SandboxTokens.OfJson(text), static token => Assert.Equal(token, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(token))));
    }
}
