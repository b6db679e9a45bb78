using System.Text.RegularExpressions;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>Rules for single source files.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 500;

    [Fact]
    public void No_source_file_is_longer_than_500_lines() =>
        AssertNone(Repository.Sources.Where(static file => file.Lines.Length > MostLines), static file => $"{file.Path}: {file.Lines.Length} lines");

    [Fact]
    public void A_file_in_src_has_one_public_type_and_its_name()
    {
        foreach (SourceFile file in Repository.SourcesBelow("src/"))
        {
            string[] types = [.. PublicType().Matches(file.Code).Select(static match => match.Groups["name"].Value)];
            string expected = Path.GetFileNameWithoutExtension(file.Path);
            Assert.True(types.All(type => type == expected), $"{file.Path} has the public types {string.Join(", ", types)}: move each to a file of its name.");
        }
    }

    [Fact]
    public void Nothing_in_src_is_compiled_conditionally() =>
        AssertNone(Repository.SourcesBelow("src/").Where(static file => Condition().IsMatch(file.Text)), static file => file.Path);

    [Fact]
    public void No_failure_in_src_is_swallowed_without_saying_why() =>
        AssertNone(Repository.SourcesBelow("src/").Where(static file => EmptyCatch().IsMatch(file.Text)), static file => file.Path);

    [Theory]
    [InlineData("try { } catch { }", true)]
    [InlineData("try { } catch (Exception e) when (Why(e) is { } reason)\n{\n}", true)]
    [InlineData("try { } catch (Exception e) when (Why(e) is { } reason)\n{\n    throw;\n}", false)]
    [InlineData("try { } catch (Exception)\n{\n    // It is done already.\n}", false)]
    public void An_empty_catch_is_found(string code, bool isEmpty) => Assert.Equal(isEmpty, EmptyCatch().IsMatch(code));

    private static void AssertNone(IEnumerable<SourceFile> wrong, Func<SourceFile, string> describe) => Assert.Empty(wrong.Select(describe));

    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|partial|readonly|unsafe|ref) )*(?:(?:record (?:struct|class)|class|record|struct|interface|enum) (?<name>\w+)|delegate [^(]+? (?<name>\w+)(?:<[^>]*>)?\()", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*#(if|elif)\b", RegexOptions.Multiline)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\bcatch\b(?:\s*\([^()]*\))?(?:\s*when\s*\((?>[^()]+|(?<open>\()|(?<-open>\)))*(?(open)(?!))\))?\s*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
