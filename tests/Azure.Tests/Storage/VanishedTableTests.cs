using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Storage;

public sealed class VanishedTableTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_that_vanishes_is_made_anew()
    {
        string name = Testing.TableNames.UniquePrefix() + "Vanishing";
        TableServiceClient service = new(await Azurite.ConnectionStringAsync());
        LazyTable table = new(service, name);
        try
        {
            await table.RunAsync(client => client.AddEntityAsync(new TableEntity("p", "1"), Cancellation), Cancellation);
            await service.DeleteTableAsync(name, Cancellation);

            await Task.WhenAll(Enumerable.Range(2, 5).Select(row =>
                table.RunAsync(client => client.AddEntityAsync(new TableEntity("p", $"{row}"), Cancellation), Cancellation)));

            int rows = 0;
            await foreach (TableEntity row in service.GetTableClient(name).QueryAsync<TableEntity>(cancellationToken: Cancellation))
            {
                Assert.NotEqual("1", row.RowKey);
                rows++;
            }

            Assert.Equal(5, rows);
        }
        finally
        {
            await service.DeleteTableAsync(name, CancellationToken.None);
        }
    }
}
