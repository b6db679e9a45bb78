using System.Globalization;
using System.Reflection;
using LlmFunctions.Usage.Reports;
using Xunit;

namespace LlmFunctions.Core.Tests.Usage.Reports;

public sealed class RollUpContentTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Sums_are_read_as_they_were_written_to_the_last_digit()
    {
        UsageSums sums = new(UsageDimensions.Account | UsageDimensions.Model);
        foreach (UsageLine line in UsageLines.Some(500, 1, Noon, Noon.AddHours(1)))
        {
            sums.Add(line with { Cost = 0.0000000123456789012345678901m });
        }

        IReadOnlyList<RollUpGroup> read = RollUpContent.Read(RollUpContent.Write(sums));

        Assert.Equal(sums.Groups.Count, read.Count);
        foreach (RollUpGroup group in read)
        {
            UsageFigures expected = sums.Groups[group.Of];
            Assert.Equal(expected.Cost, group.Figures.Cost);
            Assert.Equal(expected.Outcomes, group.Figures.Outcomes);
            Assert.Equal((expected.Requests, expected.PromptTokens, expected.Unpriced, expected.Estimated), (group.Figures.Requests, group.Figures.PromptTokens, group.Figures.Unpriced, group.Figures.Estimated));
            Assert.Equal((expected.Durations.Count, expected.Durations.Sum), (group.Figures.Durations.Count, group.Figures.Durations.Sum));
            Assert.Equal(expected.FirstTokens.Buckets, group.Figures.FirstTokens.Buckets);
        }
    }

    [Fact]
    public void Everything_that_a_sum_has_is_written_and_read()
    {
        UsageKey key = new();
        foreach ((int index, PropertyInfo name) in typeof(UsageKey).GetProperties().Where(static property => property.Name is not nameof(UsageKey.App) && property.PropertyType == typeof(string)).Index())
        {
            name.SetValue(key, $"name-{index}");
        }

        UsageFigures figures = new();
        figures.Outcomes.Add("timeout", 3_000_000_000_000);
        PropertyInfo[] numbers = [.. typeof(UsageFigures).GetProperties().Where(static property => property.CanWrite && property.PropertyType.IsValueType)];
        foreach ((int index, PropertyInfo number) in numbers.Index())
        {
            number.SetValue(figures, Convert.ChangeType(1_000_000_000_000 + index, number.PropertyType, CultureInfo.InvariantCulture));
        }

        figures.Durations.Add(12);
        figures.FirstTokens.Add(7);
        figures.FirstTokens.Add(900);

        RollUpGroup read = Assert.Single(RollUpReader.Read(RollUpWriter.Write([new RollUpGroup { Of = key, Figures = figures }])));

        Assert.Equal(key, read.Of);
        Assert.Equal(figures.Outcomes, read.Figures.Outcomes);
        Assert.Equal(numbers.Select(number => number.GetValue(figures)), numbers.Select(number => number.GetValue(read.Figures)));
        Assert.Equal((figures.Durations.Sum, figures.FirstTokens.Sum, 1L, 2L), (read.Figures.Durations.Sum, read.Figures.FirstTokens.Sum, read.Figures.Durations.Count, read.Figures.FirstTokens.Count));
        Assert.Equal(figures.FirstTokens.Buckets, read.Figures.FirstTokens.Buckets);
        Assert.Equal(2 + numbers.Length + 1, typeof(UsageFigures).GetProperties().Count(static property => property.CanWrite || property.Name == nameof(UsageFigures.Outcomes)));
    }

    [Fact]
    public void More_users_than_fit_lose_their_names_and_nothing_of_the_sum()
    {
        // Names that cannot be compressed.
        Random random = new(1);
        UsageSums sums = new(UsageDimensions.User);
        UsageLine[] lines = [.. UsageLines.Some(30_000, 2, Noon, Noon.AddHours(1)).Select(line => line with { User = Convert.ToHexString(Bytes(random)) })];
        Array.ForEach(lines, sums.Add);

        byte[] content = RollUpContent.Write(sums);
        IReadOnlyList<RollUpGroup> read = RollUpContent.Read(content);

        Assert.InRange(content.Length, 1, RollUp.MostBytes);
        RollUpGroup others = Assert.Single(read, static group => group.Of.User == RollUpContent.Others);
        Assert.InRange(read.Count, 1_000, 29_000);
        Assert.Equal(lines.Sum(static line => line.Cost ?? 0), read.Sum(static group => group.Figures.Cost));
        Assert.Equal(lines.Length, read.Sum(static group => group.Figures.Requests));
        Assert.All(read.Where(group => group != others), group => Assert.True(group.Figures.Cost >= 0));
    }

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[60];
        random.NextBytes(bytes);
        return bytes;
    }
}
