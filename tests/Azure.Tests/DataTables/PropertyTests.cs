using Azure;
using Azure.Data.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class PropertyTests : TableTest
{
    private static readonly Guid Id = Guid.Parse("7d9f1a52-0c6b-4d55-9f8f-3a2f0b9c1e77");
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(9)).AddTicks(1234567);

    [Fact]
    public async Task Every_type_comes_back_from_a_dictionary_as_it_went_in()
    {
        await Table.AddEntityAsync(
            new TableEntity("p", "r")
            {
                ["Text"] = "Grüße \"quoted\" \\ \u0001 \u2028 🚀 <b>&",
                ["Empty"] = "",
                ["Flag"] = true,
                ["Int"] = int.MinValue,
                ["Long"] = long.MaxValue,
                ["SmallLong"] = 5L,
                ["Double"] = 1.5e-300,
                ["Whole"] = 5d,
                ["Huge"] = double.MaxValue,
                ["Guid"] = Id,
                ["Time"] = Time,
                ["UtcTime"] = Time.UtcDateTime,
                ["Bytes"] = new byte[] { 0, 1, 254, 255 },
                ["NoBytes"] = Array.Empty<byte>(),
                ["Data"] = BinaryData.FromBytes(new byte[] { 7, 8 }),
                ["Null"] = null,
            },
            Cancellation);

        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal("Grüße \"quoted\" \\ \u0001 \u2028 🚀 <b>&", read.GetString("Text"));
        Assert.Equal("", read.GetString("Empty"));
        Assert.Equal(true, read["Flag"]);
        Assert.Equal(int.MinValue, read["Int"]);
        Assert.Equal(long.MaxValue, read["Long"]);
        Assert.Equal(5L, read["SmallLong"]);
        Assert.Equal(1.5e-300, read["Double"]);
        Assert.Equal(5d, read["Whole"]);
        Assert.Equal(double.MaxValue, read.GetDouble("Huge"));
        Assert.Equal(Id, read["Guid"]);
        Assert.Equal(Time.ToUniversalTime(), read["Time"]);
        Assert.Equal(Time.UtcDateTime, read.GetDateTime("Time"));
        Assert.Equal(DateTimeKind.Utc, read.GetDateTime("Time")!.Value.Kind);
        Assert.Equal(Time, read.GetDateTimeOffset("UtcTime"));
        Assert.Equal([0, 1, 254, 255], read.GetBinary("Bytes"));
        Assert.Equal([], read.GetBinary("NoBytes"));
        Assert.Equal([7, 8], read.GetBinaryData("Data").ToArray());
        Assert.False(read.ContainsKey("Null"));
        Assert.Null(read["Null"]);
        Assert.Null(read.GetString("Null"));
        Assert.Null(read.GetDouble("Null"));
    }

    [Fact]
    public async Task Every_type_comes_back_from_a_class_as_it_went_in()
    {
        var invoice = new Invoice
        {
            PartitionKey = "p",
            RowKey = "r",
            Text = "텍스트 ' 🚀",
            Count = -1,
            MaybeCount = 2,
            Total = long.MinValue,
            MaybeTotal = 4,
            Rate = 5d,
            MaybeRate = 0.1,
            Paid = true,
            MaybePaid = false,
            Due = Time.UtcDateTime,
            Issued = Time,
            MaybeIssued = Time,
            Reference = Id,
            MaybeReference = Guid.Empty,
            Raw = [1, 2, 3],
            Scan = BinaryData.FromString("scan"),
            Day = DayOfWeek.Friday,
            MaybeDay = DayOfWeek.Sunday,
            Renamed = "renamed",
            Ignored = "ignored",
        };

        Response added = await Table.AddEntityAsync(invoice, Cancellation);
        Invoice read = await Table.GetEntityAsync<Invoice>("p", "r", cancellationToken: Cancellation);
        TableEntity stored = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal((invoice.Text, invoice.Count, invoice.MaybeCount), (read.Text, read.Count, read.MaybeCount));
        Assert.Equal((invoice.Total, invoice.MaybeTotal, invoice.Rate, invoice.MaybeRate), (read.Total, read.MaybeTotal, read.Rate, read.MaybeRate));
        Assert.Equal((invoice.Paid, invoice.MaybePaid, invoice.Due, invoice.Issued), (read.Paid, read.MaybePaid, read.Due, read.Issued));
        Assert.Equal((invoice.MaybeIssued, invoice.Reference, invoice.MaybeReference), (read.MaybeIssued, read.Reference, read.MaybeReference));
        Assert.Equal(DateTimeKind.Utc, read.Due.Kind);
        Assert.Equal(invoice.Raw, read.Raw);
        Assert.Equal("scan", read.Scan!.ToString());
        Assert.Equal((DayOfWeek.Friday, DayOfWeek.Sunday), (read.Day, read.MaybeDay));
        Assert.Equal("renamed", read.Renamed);
        Assert.Null(read.Ignored);
        Assert.Equal(added.Headers.ETag, read.ETag);
        Assert.NotNull(read.Timestamp);
        Assert.Equal(("renamed", "Friday", -2), (stored["stored_as"], stored["Day"], stored["Computed"]));
        Assert.False(stored.ContainsKey("Ignored"));
        Assert.False(stored.ContainsKey("Renamed"));
    }

    [Fact]
    public async Task Nulls_of_a_class_are_not_stored_and_come_back_as_nulls()
    {
        await Table.AddEntityAsync(new Invoice { PartitionKey = "p", RowKey = "r" }, Cancellation);

        Invoice read = await Table.GetEntityAsync<Invoice>("p", "r", cancellationToken: Cancellation);
        TableEntity stored = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Null(read.Text);
        Assert.Null(read.MaybeCount);
        Assert.Null(read.MaybeTotal);
        Assert.Null(read.MaybeRate);
        Assert.Null(read.MaybePaid);
        Assert.Null(read.MaybeIssued);
        Assert.Null(read.MaybeReference);
        Assert.Null(read.MaybeDay);
        Assert.Null(read.Raw);
        Assert.Null(read.Scan);
        Assert.False(stored.ContainsKey("Text"));
    }

    [Fact]
    public async Task A_class_ignores_stored_properties_that_it_does_not_have()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Count"] = 3, ["Unknown"] = Id, ["Text"] = "x" }, Cancellation);

        Invoice read = await Table.GetEntityAsync<Invoice>("p", "r", cancellationToken: Cancellation);

        Assert.Equal((3, "x"), (read.Count, read.Text));
    }

    [Fact]
    public async Task Not_a_number_is_stored_and_whole_doubles_stay_doubles()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Rate"] = double.NaN, ["MaybeRate"] = -0d }, Cancellation);

        TableEntity dictionary = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Invoice invoice = await Table.GetEntityAsync<Invoice>("p", "r", cancellationToken: Cancellation);

        Assert.True(double.IsNaN(dictionary.GetDouble("Rate")!.Value));
        Assert.True(double.IsNaN(invoice.Rate));
        Assert.Equal(0d, dictionary.GetDouble("MaybeRate"));
    }

    [Fact]
    public async Task Infinities_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = double.PositiveInfinity }, Cancellation));
        Assert.Empty(await RowKeysAsync(null));
    }

    [Theory]
    [InlineData(DateTimeKind.Local)]
    [InlineData(DateTimeKind.Unspecified)]
    public async Task Times_that_are_not_utc_are_refused(DateTimeKind kind)
    {
        var time = new DateTime(2026, 1, 2, 3, 4, 5, kind);

        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["Due"] = time }, Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new Invoice { PartitionKey = "p", RowKey = "r", Due = time }, Cancellation));
        Assert.Empty(await RowKeysAsync(null));
    }

    [Fact]
    public async Task Enums_are_refused_in_a_dictionary()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["Day"] = DayOfWeek.Friday }, Cancellation));
    }

    [Fact]
    public async Task A_read_dictionary_is_written_back_without_its_system_properties()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Total"] = 1L }, Cancellation);
        TableEntity read = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        read["Total"] = 2;

        await Table.UpdateEntityAsync(read, read.ETag, TableUpdateMode.Replace, Cancellation);

        TableEntity again = await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        Assert.Equal(2L, again["Total"]);
        Assert.NotEqual(read.ETag, again.ETag);
    }

    [Fact]
    public void A_typed_getter_refuses_a_property_of_another_type()
    {
        var entity = new TableEntity(new Dictionary<string, object> { ["Text"] = "x", ["Int"] = 1 }) { PartitionKey = "p", RowKey = "r" };

        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("Text"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt64("Int"));
        Assert.Throws<InvalidOperationException>(() => entity.GetString("Int"));
        Assert.Equal(4, entity.Count);
        Assert.True(entity.Remove("Int"));
        Assert.False(entity.TryGetValue("Int", out _));
        Assert.Throws<ArgumentException>(() => entity.Add("Text", "again"));
        Assert.Equal(["PartitionKey", "RowKey", "Text"], entity.Keys.Order(StringComparer.Ordinal));
    }
}
