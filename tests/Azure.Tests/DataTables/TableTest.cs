using Azure.Data.Tables;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.DataTables;

/// <summary>A table of its own for each test.</summary>
public abstract class TableTest : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Prefix { get; } = TableNames.UniquePrefix();

    protected string ConnectionString { get; private set; } = "";

    protected TableServiceClient Service { get; private set; } = null!;

    protected TableClient Table { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await Azurite.ConnectionStringAsync();
        Service = new TableServiceClient(ConnectionString);
        Table = Service.GetTableClient(Prefix + "Rows");
        await Table.CreateAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Table.DeleteAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> rows)
    {
        var list = new List<T>();
        await foreach (T row in rows.WithCancellation(Cancellation))
        {
            list.Add(row);
        }

        return list;
    }

    protected async Task<List<string>> RowKeysAsync(string? filter) =>
        [.. (await ToListAsync(Table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation))).Select(row => row.RowKey)];
}
