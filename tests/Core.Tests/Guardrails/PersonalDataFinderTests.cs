using LlmFunctions.Guardrails;
using Xunit;

namespace LlmFunctions.Tests.Guardrails;

public sealed class PersonalDataFinderTests
{
    private static readonly PersonalData[] All = Enum.GetValues<PersonalData>();

    [Theory]
    [InlineData("Write to jane.doe+news@mail.example.co.uk.", "jane.doe+news@mail.example.co.uk", PersonalData.Email)]
    [InlineData("<mailto:a@b.de>", "a@b.de", PersonalData.Email)]
    [InlineData("card 4111 1111 1111 1111, please", "4111 1111 1111 1111", PersonalData.Card)]
    [InlineData("5500-0055-5555-5559", "5500-0055-5555-5559", PersonalData.Card)]
    [InlineData("card 4111 1111 1111 1111 12/28, please", "4111 1111 1111 1111", PersonalData.Card)]
    [InlineData("4111111111111111 123", "4111111111111111", PersonalData.Card)]
    [InlineData("5 of 22 33: 5500-0055-5555-5559-737", "5500-0055-5555-5559", PersonalData.Card)]
    [InlineData("order 22 33 4111 1111 1111 1111", "4111 1111 1111 1111", PersonalData.Card)]
    [InlineData("to iban de89 3704 0044 0532 0130 00", "de89 3704 0044 0532 0130 00", PersonalData.Iban)]
    [InlineData("order AB12 CD34 EF56 DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00", PersonalData.Iban)]
    [InlineData("call +49 30 901821 2026/07/15", "+49 30 901821 2026", PersonalData.Phone)]
    [InlineData("378282246310005", "378282246310005", PersonalData.Card)]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00 of", "DE89 3704 0044 0532 0130 00", PersonalData.Iban)]
    [InlineData("GB82WEST12345698765432", "GB82WEST12345698765432", PersonalData.Iban)]
    [InlineData("FR14 2004 1010 0505 0001 3M02 606", "FR14 2004 1010 0505 0001 3M02 606", PersonalData.Iban)]
    [InlineData("call +49 30 901820 now", "+49 30 901820", PersonalData.Phone)]
    [InlineData("call 030/901820", "030/901820", PersonalData.Phone)]
    [InlineData("call (555) 123-4567", "(555) 123-4567", PersonalData.Phone)]
    [InlineData("call 555-123-4567", "555-123-4567", PersonalData.Phone)]
    [InlineData("use sk-proj-abcdefghijklmnop1234 here", "sk-proj-abcdefghijklmnop1234", PersonalData.Key)]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", PersonalData.Key)]
    [InlineData("ghp_0123456789012345678901234567890123456", "ghp_0123456789012345678901234567890123456", PersonalData.Key)]
    public void What_it_looks_for_is_found_and_nothing_around_it(string text, string expected, PersonalData kind)
    {
        (int start, int length, PersonalData found) = Assert.Single(PersonalDataFinder.Find(text, All));
        Assert.Equal((expected, kind), (text.Substring(start, length), found));
    }

    [Theory]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("DE88370400440532013000")]
    [InlineData("In 2026 we sold 1234567 of them for 99.95")]
    [InlineData("version 10.0.12, port 7071, 2026-11-30T08:28:25Z")]
    [InlineData("user@localhost and @handle")]
    [InlineData("sk-short")]
    [InlineData("SELECT * FROM t WHERE id = 42")]
    [InlineData("")]
    public void What_only_looks_a_little_like_it_is_left_alone(string text) => Assert.Empty(PersonalDataFinder.Find(text, All));

    [Fact]
    public void Only_what_is_asked_for_is_found() =>
        Assert.Equal(PersonalData.Email, Assert.Single(PersonalDataFinder.Find("a@b.de, +49 30 901820", [PersonalData.Email])).Kind);

    [Fact]
    public void What_is_found_often_is_found_in_proportion_and_put_back()
    {
        string text = string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"u{i}@example.org "));
        Placeholders hidden = new(static _ => false);

        // In a time that is squared by the number it would take minutes.
        long began = TimeProvider.System.GetTimestamp();
        Assert.Equal(text, hidden.Restore(hidden.Hide(text, All)));
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Long_texts_take_time_in_proportion()
    {
        // What makes backtracking engines explode; here it has to end within the patterns' own time limit.
        foreach (string evil in (string[])[new string('a', 200_000) + "@", string.Concat(Enumerable.Repeat("a.", 100_000)), new string('1', 200_000), string.Concat(Enumerable.Repeat("+1 ", 60_000)), string.Concat(Enumerable.Repeat("4 ", 60_000)), string.Concat(Enumerable.Repeat("ab12 ", 40_000))])
        {
            PersonalDataFinder.Find(evil, All);
        }
    }
}
