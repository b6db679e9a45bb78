using System.Xml.Linq;
using LlmFunctions.Functions.Description;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

public sealed class XmlSummariesTests
{
    [Theory]
    [InlineData("<summary>\n  Two\n  lines.\n</summary>", "Two lines.")]
    [InlineData("<summary><c>healthy</c>, or not.</summary>", "`healthy`, or not.")]
    [InlineData("<summary>The name of <see cref=\"P:LlmFunctions.Chat.ChatRequest.Model\"/>; <see langword=\"null\"/> without.</summary>", "The name of `Model`; `null` without.")]
    [InlineData("<summary>See <paramref name=\"text\"/> and <b>more</b>.</summary>", "See `text` and more.")]
    public void A_summary_becomes_Markdown(string xml, string expected) => Assert.Equal(expected, XmlSummaries.Text(XElement.Parse(xml)));
}
