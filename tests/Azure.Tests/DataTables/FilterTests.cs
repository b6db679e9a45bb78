using Azure.Data.Tables;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

public sealed class FilterTests : TableTest
{
    private static readonly Guid Id = Guid.Parse("7d9f1a52-0c6b-4d55-9f8f-3a2f0b9c1e77");
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(9)).AddTicks(1234567);
    private static readonly byte[] Bytes = [0, 171, 255];

    [Fact]
    public async Task Values_of_every_type_are_found_by_an_interpolated_filter()
    {
        await AddTwoAsync();
        const long Total = 9_007_199_254_740_993;
        const string Text = "it's 'quoted' & 100%+1 世界";

        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Text eq {Text}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Count eq {7}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Total eq {Total}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Total gt {Total - 1}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Rate eq {2.5}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Rate gt {2d}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Paid eq {true}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Reference eq {Id}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Issued eq {Time}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Issued ge {Time.UtcDateTime}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Raw eq {Bytes}")));
        Assert.Equal(["hit"], await RowKeysAsync(TableClient.CreateQueryFilter($"Raw eq {BinaryData.FromBytes(Bytes)}")));
        Assert.Equal(["hit", "miss"], await RowKeysAsync(TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and (Count eq {7} or Count eq {0})")));
        Assert.Equal(["miss"], await RowKeysAsync(TableClient.CreateQueryFilter($"not (Count eq {7})")));
    }

    [Fact]
    public async Task A_value_never_becomes_a_part_of_the_filter()
    {
        await AddTwoAsync();
        const string Attack = "x' or RowKey ne '";

        Assert.Empty(await RowKeysAsync(TableClient.CreateQueryFilter($"Text eq {Attack}")));
        Assert.Equal("Text eq 'x'' or RowKey ne '''", TableClient.CreateQueryFilter($"Text eq {Attack}"));
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"Text eq {new Uri("http://x")}"));
    }

    [Fact]
    public async Task Values_of_every_type_are_found_by_a_lambda()
    {
        await AddTwoAsync();
        long total = 9_007_199_254_740_993;
        string text = "it's 'quoted' & 100%+1 世界";

        Assert.Equal(["hit"], await FindAsync(row => row.Text == text));
        Assert.Equal(["hit"], await FindAsync(row => row.PartitionKey == "p" && row.Count == 3 + 4));
        Assert.Equal(["hit"], await FindAsync(row => row.Total == total));
        Assert.Equal(["hit"], await FindAsync(row => row.Total > 5));
        Assert.Equal(["hit"], await FindAsync(row => row.MaybeCount == 7));
        Assert.Equal(["hit"], await FindAsync(row => row.Rate > 2.25 && row.Rate <= 2.5));
        Assert.Equal(["hit"], await FindAsync(row => row.Paid));
        Assert.Equal(["miss"], await FindAsync(row => !row.Paid));
        Assert.Equal(["hit"], await FindAsync(row => row.Reference == Id));
        Assert.Equal(["hit"], await FindAsync(row => row.Issued >= Time.AddDays(-1)));
        Assert.Equal(["miss"], await FindAsync(row => row.Issued < Time));
        Assert.Equal(["hit"], await FindAsync(row => row.Renamed == "r"));
        Assert.Equal(["miss"], await FindAsync(row => row.RowKey.CompareTo("i") > 0));
        Assert.Equal(["hit"], await FindAsync(row => string.Compare(row.RowKey, "hit") <= 0));
        Assert.Equal(["hit", "miss"], await FindAsync(row => row.RowKey == "hit" || row.RowKey.Equals("miss")));
        Assert.Equal(["hit", "miss"], await FindAsync(row => true));
    }

    [Fact]
    public async Task A_lambda_reads_properties_of_a_dictionary_by_name()
    {
        await AddTwoAsync();

        List<TableEntity> found = await ToListAsync(Table.QueryAsync<TableEntity>(row => row.GetInt32("Count") == 7 && row.GetBoolean("Paid") == true, cancellationToken: Cancellation));

        Assert.Equal(["hit"], found.Select(row => row.RowKey));
    }

    [Fact]
    public void A_lambda_without_a_translation_is_refused()
    {
        Assert.ThrowsAny<NotSupportedException>(() => TableClient.CreateQueryFilter<Invoice>(row => row.RowKey.StartsWith('x')));
    }

    private async Task<IEnumerable<string>> FindAsync(System.Linq.Expressions.Expression<Func<Invoice, bool>> filter) =>
        (await ToListAsync(Table.QueryAsync(filter, cancellationToken: Cancellation))).Select(row => row.RowKey);

    private async Task AddTwoAsync()
    {
        var hit = new Invoice
        {
            PartitionKey = "p",
            RowKey = "hit",
            Text = "it's 'quoted' & 100%+1 世界",
            Count = 7,
            MaybeCount = 7,
            Total = 9_007_199_254_740_993,
            Rate = 2.5,
            Paid = true,
            Issued = Time,
            Reference = Id,
            Raw = Bytes,
            Renamed = "r",
        };
        await Table.AddEntityAsync(hit, Cancellation);
        await Table.AddEntityAsync(new Invoice { PartitionKey = "p", RowKey = "miss", Text = "x", Total = 5, Raw = [1], Issued = Time.AddYears(-1), Renamed = "s" }, Cancellation);
    }
}
