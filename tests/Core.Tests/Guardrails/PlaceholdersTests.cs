using LlmFunctions.Guardrails;
using Xunit;

namespace LlmFunctions.Tests.Guardrails;

public sealed class PlaceholdersTests
{
    private static readonly PersonalData[] All = Enum.GetValues<PersonalData>();

    [Fact]
    public void The_same_text_has_the_same_placeholder_and_comes_back()
    {
        Placeholders placeholders = new(static _ => false);
        const string Text = "a@b.de wrote to c@d.de; a@b.de, card 4111111111111111.";
        string hidden = placeholders.Hide(Text, All);
        Assert.Equal("[EMAIL_1] wrote to [EMAIL_2]; [EMAIL_1], card [CARD_1].", hidden);
        Assert.Equal("[EMAIL_2]?", placeholders.Hide("c@d.de?", All));
        Assert.Equal(Text, placeholders.Restore(hidden));
    }

    [Fact]
    public void What_the_prompt_has_already_is_no_placeholder()
    {
        Placeholders placeholders = new(static text => text == "[EMAIL_1]");
        Assert.Equal("[EMAIL_2] and [EMAIL_1]", placeholders.Hide("a@b.de and [EMAIL_1]", All));
        Assert.Equal("a@b.de and [EMAIL_1]", placeholders.Restore("[EMAIL_2] and [EMAIL_1]"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("text", 0)]
    [InlineData("text [", 1)]
    [InlineData("text [EMA", 4)]
    [InlineData("text [EMAIL_1", 8)]
    [InlineData("text [EMAIL_1]", 0)]
    [InlineData("text [EMAIL_2", 0)]
    [InlineData("text [note", 0)]
    [InlineData("[[E", 2)]
    public void What_may_be_the_beginning_of_one_is_told(string text, int length)
    {
        Placeholders placeholders = new(static _ => false);
        placeholders.Hide("a@b.de", All);
        Assert.Equal(length, placeholders.LengthOfBeginning(text));
    }

    [Fact]
    public void What_is_not_found_is_the_very_same_text()
    {
        const string Text = "nothing here";
        Assert.Same(Text, new Placeholders(static _ => false).Hide(Text, All));
    }
}
