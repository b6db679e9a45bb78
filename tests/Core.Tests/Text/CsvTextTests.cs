using LlmFunctions.Text;
using Xunit;

namespace LlmFunctions.Tests.Text;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("{\"a\":1}", "\"{\"\"a\"\":1}\"")]
    public void A_cell_is_quoted_where_it_must_be(string? text, string cell) => Assert.Equal(cell, CsvText.Cell(text));

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1+1")]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("@SUM(1;2)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("  =1")]
    [InlineData("=HYPERLINK(\"http://evil\",\"x\")")]
    [InlineData("＝1+1")]
    [InlineData("-")]
    public void No_cell_is_a_formula(string text)
    {
        string cell = CsvText.Cell(text);
        Assert.StartsWith("'", cell.TrimStart('"'), StringComparison.Ordinal);
        Assert.EndsWith(text.Replace("\"", "\"\"", StringComparison.Ordinal), cell[^1] == '"' && cell[0] == '"' ? cell[..^1] : cell, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_ends_as_the_standard_says() => Assert.Equal("a,,\"b\"\"\"\r\n", CsvText.Line("a", null, "b\""));
}
