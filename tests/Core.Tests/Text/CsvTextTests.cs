using System.Text;
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
    [InlineData("x;=cmd|' /C calc'!A0")]
    [InlineData("x\t=1")]
    [InlineData("x\r\n=1")]
    [InlineData("x; @SUM(A1)")]
    [InlineData("a,\"b\n+1")]
    public void No_cell_is_a_formula(string text)
    {
        string cell = CsvText.Cell(text);

        Assert.All(SeenBy(cell, ','), static seen => Assert.DoesNotMatch(Formula, seen));
        Assert.All(SeenBy($"first,{cell},last", ';'), static seen => Assert.DoesNotMatch(Formula, seen));
        Assert.Contains('\'', cell);
        Assert.Equal(text.Replace("'", "", StringComparison.Ordinal), Assert.Single(SeenBy(cell, ',')).Replace("'", "", StringComparison.Ordinal));
    }

    /// <summary>Only what would begin a formula is changed.</summary>
    [Theory]
    [InlineData("two;parts")]
    [InlineData("mail@example.org")]
    [InlineData("a-b+c=d")]
    [InlineData("1; 2")]
    public void Whatever_else_is_left_as_it_is(string text) => Assert.Equal(text, CsvText.Cell(text));

    [Fact]
    public void A_line_ends_as_the_standard_says() => Assert.Equal("a,,\"b\"\"\"\r\n", CsvText.Line("a", null, "b\""));

    private const string Formula = @"^[ \0]*[=+\-@\t\r\n＝＋－＠]";

    /// <summary>The cells that a spreadsheet makes of it: quotes count where a cell begins with one, and lines and cells end elsewhere.</summary>
    private static List<string> SeenBy(string csv, char separator)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        bool isBegin = true;
        for (int i = 0; i < csv.Length; i++)
        {
            char c = csv[i];
            if (c == '"' && isBegin)
            {
                (isQuoted, isBegin) = (true, false);
            }
            else if (c == '"' && isQuoted)
            {
                bool isPair = i + 1 < csv.Length && csv[i + 1] == '"';
                isQuoted = isPair;
                _ = isPair ? cell.Append(csv[i++]) : cell;
            }
            else if (!isQuoted && (c == separator || c is '\r' or '\n'))
            {
                cells.Add(cell.ToString());
                cell.Clear();
                isBegin = true;
            }
            else
            {
                cell.Append(c);
                isBegin = false;
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
