using System.Text.RegularExpressions;
using LlmFunctions.Errors;

namespace LlmFunctions.Guardrails;

/// <summary>
/// Regular expressions that cannot be made to take long: they are run without backtracking, in a time that grows with the text and no faster
/// (https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-options#nonbacktracking-mode), and given up when even that is too long.
/// </summary>
internal static class GuardPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static Regex Create(string pattern, RegexOptions more = RegexOptions.IgnoreCase) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | more, Patience);

    /// <summary>What is wrong with a pattern; null when nothing is.</summary>
    public static string? Explain(string pattern)
    {
        try
        {
            _ = Create(pattern);
            return null;
        }
        catch (NotSupportedException)
        {
            return "has what cannot be matched without backtracking: look-around, a back reference, an atomic or a conditional group, or repetitions that stand for too much";
        }
        catch (ArgumentException)
        {
            return "is not a regular expression";
        }
    }

    /// <summary>Whether a text matches.</summary>
    /// <exception cref="GatewayException">It could not be found out in time: what cannot be checked is not let through.</exception>
    public static bool Matches(Regex pattern, ReadOnlySpan<char> text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw TooLong(exception);
        }
    }

    public static GatewayException TooLong(RegexMatchTimeoutException exception) =>
        new(ErrorKind.ContentPolicy, "The text is too long to be checked against the gateway's rules in time.", innerException: exception);
}
