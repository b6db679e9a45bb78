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

        IReadOnlyDictionary<UsageKey, UsageFigures> read = Read(RollUpContent.Write(sums), UsageDimensions.Account | UsageDimensions.Model);

        Assert.Equal(sums.Groups.Count, read.Count);
        foreach ((UsageKey key, UsageFigures figures) in read)
        {
            UsageFigures expected = sums.Groups[key];
            Assert.Equal(expected.Cost, figures.Cost);
            Assert.Equal(expected.Outcomes, figures.Outcomes);
            Assert.Equal((expected.Requests, expected.PromptTokens, expected.Unpriced, expected.Estimated), (figures.Requests, figures.PromptTokens, figures.Unpriced, figures.Estimated));
            Assert.Equal((expected.Durations.Count, expected.Durations.Sum), (figures.Durations.Count, figures.Durations.Sum));
            Assert.Equal(expected.FirstTokens.Buckets, figures.FirstTokens.Buckets);
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

        UsageSums sums = new(UsageDimensions.Account | UsageDimensions.Model | UsageDimensions.User | UsageDimensions.Key | UsageDimensions.Variant);
        RollUpReader.Add(RollUpWriter.Write([new RollUpGroup { Of = key, Figures = figures }]), new UsageKey(), sums, wanted: null);

        (UsageKey of, UsageFigures read) = Assert.Single(sums.Groups);
        Assert.Equal(key, of);
        Assert.Equal(figures.Outcomes, read.Outcomes);
        Assert.Equal(numbers.Select(number => number.GetValue(figures)), numbers.Select(number => number.GetValue(read)));
        Assert.Equal((figures.Durations.Sum, figures.FirstTokens.Sum, 1L, 2L), (read.Durations.Sum, read.FirstTokens.Sum, read.Durations.Count, read.FirstTokens.Count));
        Assert.Equal(figures.FirstTokens.Buckets, read.FirstTokens.Buckets);
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
        IReadOnlyDictionary<UsageKey, UsageFigures> read = Read(content, UsageDimensions.User);

        Assert.InRange(content.Length, 1, RollUp.MostBytes);
        Assert.Contains(new UsageKey { User = RollUpContent.Others }, read.Keys);
        Assert.InRange(read.Count, 1_000, 29_000);
        Assert.Equal(lines.Sum(static line => line.Cost ?? 0), read.Values.Sum(static figures => figures.Cost));
        Assert.Equal(lines.Length, read.Values.Sum(static figures => figures.Requests));
    }

    [Theory]
    [InlineData(UsageDimensions.Key)]
    [InlineData(UsageDimensions.Account | UsageDimensions.Model)]
    [InlineData(UsageDimensions.Variant)]
    public void What_does_not_fit_is_counted_to_nobody_who_does(UsageDimensions dimensions)
    {
        Random random = new(1);
        UsageSums sums = new(dimensions);
        foreach (UsageLine line in UsageLines.Some(30_000, 2, Noon, Noon.AddHours(1)))
        {
            string name = Convert.ToHexString(Bytes(random));
            sums.Add(line with { KeyId = name, Model = name, Experiment = "e", Variant = name });
        }

        foreach ((UsageKey key, UsageFigures figures) in Read(RollUpContent.Write(sums), dimensions))
        {
            bool isOther = (key.Key ?? key.Model ?? key.Variant) == RollUpContent.Others;
            Assert.True(isOther || figures.Cost == sums.Groups[key].Cost, key.ToString());
            Assert.True(!isOther || new[] { key.Provider, key.Account, key.Experiment }.All(static name => name is null or RollUpContent.Others), key.ToString());
        }
    }

    [Fact]
    public void Sums_of_sums_that_did_not_fit_have_the_whole_and_count_it_to_nobody_else()
    {
        Random random = new(2);
        Dictionary<string, decimal> spent = [];
        UsageSums day = new(UsageDimensions.Key);
        for (int hour = 0; hour < 2; hour++)
        {
            UsageSums sums = new(UsageDimensions.Key);
            foreach (UsageLine line in UsageLines.Some(15_000, hour, Noon, Noon.AddHours(1)))
            {
                string key = Convert.ToHexString(Bytes(random));
                spent[key] = line.Cost ?? 0;
                sums.Add(line with { KeyId = key });
            }

            RollUpContent.Add(RollUpOf(RollUpContent.Write(sums)), day);
            Assert.Contains(new UsageKey { Key = RollUpContent.Others }, day.Groups.Keys);
        }

        byte[] content = RollUpContent.Write(day);
        IReadOnlyDictionary<UsageKey, UsageFigures> read = Read(content, UsageDimensions.Key);

        Assert.InRange(content.Length, 1, RollUp.MostBytes);
        Assert.Equal(spent.Values.Sum(), read.Values.Sum(static figures => figures.Cost));
        Assert.Equal(spent.Count, read.Values.Sum(static figures => figures.Requests));
        Assert.All(read.Where(static group => group.Key.Key != RollUpContent.Others), group => Assert.Equal(spent[group.Key.Key!], group.Value.Cost));
    }

    [Fact]
    public void A_long_name_is_one_name_in_records_in_sums_and_in_queries_and_not_that_of_another()
    {
        string[] users = [new string('u', 128), new string('u', 128) + "1", new string('u', 128) + "2", new string('u', 126) + "😀😀", new string('u', 110) + "😀" + new string('u', 2000)];
        UsageSums sums = new(UsageDimensions.User | UsageDimensions.Model);
        foreach (string user in users)
        {
            // As long as records have it.
            string recorded = user[..Math.Min(user.Length, 1024)];
            sums.Add(UsageLines.Some(1, 1, Noon, Noon).Single() with { User = recorded, Model = recorded });
        }

        IReadOnlyDictionary<UsageKey, UsageFigures> read = Read(RollUpContent.Write(sums), UsageDimensions.User | UsageDimensions.Model);

        Assert.Equal(sums.Groups.Keys.Order(UsageKeyOrder.Instance), read.Keys.Order(UsageKeyOrder.Instance));
        Assert.All(read.Keys, static key => Assert.InRange(key.User!.Length, 127, 128));
        Assert.All(read.Keys, static key => Assert.Equal(key.User, key.Model));
        foreach (string user in users)
        {
            Assert.Single(read.Keys, new UsageQuery { From = Noon, To = Noon, User = user }.Wants);
            Assert.Single(read.Keys, new UsageQuery { From = Noon, To = Noon, Model = user }.Wants);
        }
    }

    [Fact]
    public void Only_the_sums_that_are_wanted_are_added_and_those_of_one_group_together()
    {
        UsageSums sums = new(UsageDimensions.Account | UsageDimensions.Model);
        UsageLine[] lines = [.. UsageLines.Some(500, 3, Noon, Noon.AddHours(1))];
        Array.ForEach(lines, sums.Add);
        UsageSums read = new(UsageDimensions.App | UsageDimensions.Model | UsageDimensions.Day);

        RollUpContent.Add(RollUpOf(RollUpContent.Write(sums)), read, static key => key.Model == "model-1");
        RollUpContent.Add(RollUpOf(RollUpContent.Write(sums)), read, static key => key.Model == "model-1");

        (UsageKey of, UsageFigures figures) = Assert.Single(read.Groups);
        Assert.Equal(new UsageKey { App = "app", Model = "model-1", Start = Times.Day(Noon) }, of);
        Assert.Equal(2 * lines.Count(static line => line.Model == "model-1"), figures.Requests);
        Assert.Equal(figures.Requests, figures.Durations.Count);
    }

    private static IReadOnlyDictionary<UsageKey, UsageFigures> Read(byte[] content, UsageDimensions dimensions)
    {
        UsageSums sums = new(dimensions);
        RollUpContent.Add(RollUpOf(content), sums);
        return sums.Groups;
    }

    private static RollUp RollUpOf(byte[] content) => new(RollUpCube.Models, RollUpGrain.Hour, Noon, "app", content);

    private static byte[] Bytes(Random random)
    {
        byte[] bytes = new byte[60];
        random.NextBytes(bytes);
        return bytes;
    }
}
