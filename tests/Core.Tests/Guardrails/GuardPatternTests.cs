using LlmFunctions.Errors;
using LlmFunctions.Guardrails;
using Xunit;

namespace LlmFunctions.Tests.Guardrails;

public sealed class GuardPatternTests
{
    /// <summary>
    /// Patterns that backtracking engines run for longer than the universe is old (https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS). Here each
    /// says yes or no, or what it is given is refused because there was no time to say.
    /// </summary>
    [Theory]
    [InlineData("^(a+)+$", "a", "!")]
    [InlineData("^(a|a)*$", "a", "!")]
    [InlineData("^(a|aa)+$", "a", "!")]
    [InlineData("^([a-zA-Z]+)*$", "aZ", "1")]
    [InlineData("(a*)*b", "a", "")]
    [InlineData("(x+x+)+y", "x", "")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$", "a", "!")]
    [InlineData("(.*b){12}$", "a", "")]
    [InlineData("(?:a?){50}b{50}$", "a", "")]
    public void No_text_makes_a_pattern_take_long(string pattern, string repeated, string tail)
    {
        string text = string.Concat(Enumerable.Repeat(repeated, 50_000)) + tail;
        try
        {
            Assert.False(GuardPattern.Matches(GuardPattern.Create(pattern), text));
        }
        catch (GatewayException exception)
        {
            Assert.Equal(ErrorKind.ContentPolicy, exception.Error.Kind);
        }
    }

    /// <summary>A pattern of a few characters can stand for billions of states. Whoever may set one cannot stop the app with it.</summary>
    [Theory]
    [InlineData("((a{1,999}){1,999}){1,999}")]
    [InlineData("(((((a{1,99}){1,99}){1,99}){1,99}){1,99})")]
    [InlineData("[a-z]{1,100000}b{1,100000}")]
    public void A_pattern_that_stands_for_too_much_is_refused(string pattern) =>
        Assert.Contains("stand for too much", GuardPattern.Explain(pattern), StringComparison.Ordinal);
}
