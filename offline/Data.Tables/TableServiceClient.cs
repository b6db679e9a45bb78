using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Filters;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Wire;

namespace Azure.Data.Tables;

/// <summary>The tables of an account.</summary>
public class TableServiceClient
{
    private readonly TableConnection _connection;

    /// <summary>A client from a storage account's connection string.</summary>
    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    /// <summary>A client from a storage account's connection string.</summary>
    public TableServiceClient(string connectionString, TableClientOptions? options = null)
        : this(TableConnection.Create(connectionString, options))
    {
    }

    /// <summary>A client for an endpoint whose query is a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableConnection.Create(endpoint, options))
    {
    }

    /// <summary>A client that presents a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>A client that presents a shared access signature.</summary>
    public TableServiceClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableConnection.Create(endpoint, credential, options))
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential)
        : this(endpoint, credential, null)
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableServiceClient(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
        : this(TableConnection.Create(endpoint, credential, options))
    {
    }

    /// <summary>A client that presents tokens of an identity.</summary>
    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableConnection.Create(endpoint, tokenCredential, options))
    {
    }

    /// <summary>For test doubles.</summary>
    protected TableServiceClient() => _connection = null!;

    private TableServiceClient(TableConnection connection) => _connection = connection;

    /// <summary>The account's name.</summary>
    public virtual string AccountName => _connection.AccountName;

    /// <summary>The account's Table endpoint.</summary>
    public virtual Uri Uri => _connection.Endpoint;

    /// <summary>A filter from an interpolated string whose values are quoted and escaped.</summary>
    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    /// <summary>A client of one table, over the same pipeline.</summary>
    public virtual TableClient GetTableClient(string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return new TableClient(_connection, tableName);
    }

    /// <summary>Creates a table; fails if it exists.</summary>
    public virtual Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _connection.CreateTableAsync(tableName, ifNotExists: false, cancellationToken);
    }

    /// <summary>Creates a table; the raw response's status is 409 if it exists.</summary>
    public virtual Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _connection.CreateTableAsync(tableName, ifNotExists: true, cancellationToken);
    }

    /// <summary>Deletes a table; the response's status is 404 if there is none.</summary>
    public virtual Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        return _connection.DeleteTableAsync(tableName, cancellationToken);
    }

    /// <summary>The account's tables, all or those that an OData filter on <c>TableName</c> lets through.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(string? filter = null, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        new PageQuery<TableItem>((token, size, cancellation) => _connection.ListTablesAsync(filter, token, size, cancellation), maxPerPage, cancellationToken);

    /// <summary>The account's tables that a filter with quoted and escaped values lets through.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(FormattableString filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(ODataFilter.Create(filter), maxPerPage, cancellationToken);

    /// <summary>The account's tables that a lambda on their names lets through.</summary>
    public virtual AsyncPageable<TableItem> QueryAsync(Expression<Func<TableItem, bool>> filter, int? maxPerPage = null, CancellationToken cancellationToken = default) =>
        QueryAsync(ExpressionFilter.Create(filter), maxPerPage, cancellationToken);
}
