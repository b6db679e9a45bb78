using System.Linq.Expressions;
using Azure.Core;
using Azure.Data.Tables.Filters;
using Azure.Data.Tables.Models;
using Azure.Data.Tables.Sas;
using Azure.Data.Tables.Wire;

namespace Azure.Data.Tables;

/// <summary>One table and its rows.</summary>
public partial class TableClient
{
    private readonly TableConnection _connection;

    /// <summary>A client for a table's address whose query is a shared access signature.</summary>
    public TableClient(Uri endpoint, TableClientOptions? options = null)
        : this(TableConnection.Create(TableUri.Split(endpoint).Account, options), TableOf(endpoint))
    {
    }

    /// <summary>A client for a table's address that presents a shared access signature.</summary>
    public TableClient(Uri endpoint, AzureSasCredential credential, TableClientOptions? options = null)
        : this(TableConnection.Create(TableUri.Split(endpoint).Account, credential, options), TableOf(endpoint))
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential)
        : this(endpoint, tableName, credential, null)
    {
    }

    /// <summary>A client that signs with the account's key.</summary>
    public TableClient(Uri endpoint, string tableName, TableSharedKeyCredential credential, TableClientOptions? options = null)
        : this(TableConnection.Create(TableUri.Split(endpoint).Account, credential, options), tableName)
    {
    }

    /// <summary>A client from a storage account's connection string.</summary>
    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    /// <summary>A client from a storage account's connection string.</summary>
    public TableClient(string connectionString, string tableName, TableClientOptions? options = null)
        : this(TableConnection.Create(connectionString, options), tableName)
    {
    }

    /// <summary>A client that presents tokens of an identity.</summary>
    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions? options = null)
        : this(TableConnection.Create(TableUri.Split(endpoint).Account, tokenCredential, options), tableName)
    {
    }

    internal TableClient(TableConnection connection, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _connection = connection;
        Name = tableName;
    }

    /// <summary>For test doubles.</summary>
    protected TableClient()
    {
        _connection = null!;
        Name = null!;
    }

    /// <summary>The table's name.</summary>
    public virtual string Name { get; }

    /// <summary>The account's name.</summary>
    public virtual string AccountName => _connection.AccountName;

    /// <summary>The table's address.</summary>
    public virtual Uri Uri => new($"{_connection.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{Name}");

    /// <summary>A filter from an interpolated string whose values are quoted and escaped.</summary>
    public static string CreateQueryFilter(FormattableString filter) => ODataFilter.Create(filter);

    /// <summary>A filter from a lambda; null if it lets every row through.</summary>
    public static string? CreateQueryFilter<T>(Expression<Func<T, bool>> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ExpressionFilter.Create(filter);
    }

    /// <summary>Creates the table; fails if it exists.</summary>
    public virtual Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        _connection.CreateTableAsync(Name, ifNotExists: false, cancellationToken);

    /// <summary>Creates the table; the raw response's status is 409 if it exists.</summary>
    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        _connection.CreateTableAsync(Name, ifNotExists: true, cancellationToken);

    /// <summary>Deletes the table; the response's status is 404 if there is none.</summary>
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) =>
        _connection.DeleteTableAsync(Name, cancellationToken);

    /// <summary>A builder of shared access signatures for this table.</summary>
    public virtual TableSasBuilder GetSasBuilder(TableSasPermissions permissions, DateTimeOffset expiresOn) =>
        new(Name, permissions, expiresOn) { Version = _connection.Version };

    /// <summary>The table's address with a shared access signature; the client must have the account's key.</summary>
    public virtual Uri GenerateSasUri(TableSasPermissions permissions, DateTimeOffset expiresOn)
    {
        TableSharedKeyCredential key = _connection.SharedKey
            ?? throw new InvalidOperationException("GenerateSasUri needs a client that was made with the account's key.");
        return new UriBuilder(Uri) { Query = GetSasBuilder(permissions, expiresOn).Sign(key) }.Uri;
    }

    private static string TableOf(Uri endpoint) =>
        TableUri.Split(endpoint).Table ?? throw new ArgumentException("The endpoint does not name a table.", nameof(endpoint));
}
