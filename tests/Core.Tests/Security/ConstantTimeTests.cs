using System.Text.RegularExpressions;
using LlmFunctions.Tests.Structure;
using Xunit;

namespace LlmFunctions.Tests.Security;

/// <summary>
/// How long a comparison takes must not tell how much of a secret was right. A clock cannot prove that on a machine with other work to do; that there is no other
/// comparison can be read.
/// </summary>
public sealed partial class ConstantTimeTests
{
    [Fact]
    public void Hashes_of_keys_are_compared_in_constant_time_and_in_no_other_way()
    {
        SourceFile[] sources = [.. Repository.SourcesBelow("src/Core/Security/"), .. Repository.SourcesBelow("src/Functions/Http/")];
        Assert.Empty(
            from file in sources
            from Match match in OtherComparison().Matches(file.Code)
            select $"{file.Path}: {match.Value}");

        SourceFile authenticator = Assert.Single(sources, static file => file.Path.EndsWith("/Authenticator.cs", StringComparison.Ordinal));
        Assert.Equal(1, FixedTime().Count(authenticator.Code));

        // The admin's key, the developer's, that for metrics, and those that were issued.
        Assert.Equal(4, Match().Count(authenticator.Code));
    }

    [GeneratedRegex(@"\w*[Hh]ash\w*\s*(?:==|!=)(?!\s*null)|[Hh]ash\w*\.(?:SequenceEqual|Equals)\(|options\.(?:AdminKey|DevKey|MetricsKey)\s*==|SequenceEqual\([^)]*[Hh]ash")]
    private static partial Regex OtherComparison();

    [GeneratedRegex(@"bool Matches\([^)]*\) =>[^;]*CryptographicOperations\.FixedTimeEquals\(expected, hash\);")]
    private static partial Regex FixedTime();

    [GeneratedRegex(@"(?<!bool )\bMatches\(")]
    private static partial Regex Match();
}
