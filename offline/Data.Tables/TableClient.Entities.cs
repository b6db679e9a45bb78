using System.Linq.Expressions;
using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Wire;

namespace Azure.Data.Tables;

/// <content>The rows.</content>
public partial class TableClient
{
    private const int BytesPerEntity = 2048;

    /// <summary>Inserts a row; fails if it exists.</summary>
    public virtual async Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        using HttpMessage message = CreateWrite(RequestMethod.Post, Name, entity);
        message.Request.Headers.Add("Prefer", "return-no-content");
        return await _connection.SendAsync(message, cancellationToken);
    }

    /// <summary>Writes a row that is there, if it still has the ETag; <see cref="ETag.All"/> for any.</summary>
    public virtual async Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        if (ifMatch == default)
        {
            throw new ArgumentException("Value cannot be empty.", nameof(ifMatch));
        }

        using HttpMessage message = CreateWrite(MethodOf(mode), Paths.Entity(Name, entity.PartitionKey, entity.RowKey), entity);
        message.Request.Headers.Add("If-Match", ifMatch.ToString());
        return await _connection.SendAsync(message, cancellationToken);
    }

    /// <summary>Writes a row, whether it is there or not.</summary>
    public virtual async Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        CheckKeys(entity);
        using HttpMessage message = CreateWrite(MethodOf(mode), Paths.Entity(Name, entity.PartitionKey, entity.RowKey), entity);
        return await _connection.SendAsync(message, cancellationToken);
    }

    /// <summary>Deletes a row, if it still has the ETag when one is given; the response's status is 404 if there is none.</summary>
    public virtual async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        using HttpMessage message = _connection.CreateMessage(RequestMethod.Delete, Paths.Entity(Name, partitionKey, rowKey), Classifiers.SuccessOrNotFound);
        message.Request.Headers.Add("If-Match", ifMatch == default ? ETag.All.ToString() : ifMatch.ToString());
        return await _connection.SendAsync(message, cancellationToken);
    }

    /// <summary>Reads a row; fails if there is none.</summary>
    public virtual async Task<Response<T>> GetEntityAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using HttpMessage message = CreateRead(partitionKey, rowKey, select, Classifiers.Success);
        Response response = await _connection.SendAsync(message, cancellationToken);
        return Response.FromValue(EntityJson.ReadOne<T>(response), response);
    }

    /// <summary>Reads a row; the response has no value if there is none.</summary>
    public virtual async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        using HttpMessage message = CreateRead(partitionKey, rowKey, select, Classifiers.SuccessOrNotFound);
        Response response = await _connection.SendAsync(message, cancellationToken);
        return response.Status == 404 ? new NoValueResponse<T>(response) : Response.FromValue(EntityJson.ReadOne<T>(response), response);
    }

    /// <summary>The rows that a lambda lets through, in the order of their keys.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(Expression<Func<T, bool>> filter, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    /// <summary>The rows that an OData filter lets through, in the order of their keys.</summary>
    public virtual AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        string? columns = Columns(select);
        return new PageQuery<T>((token, size, cancellation) => ReadPageAsync<T>(filter, columns, token, size, cancellation), maxPerPage, cancellationToken);
    }

    /// <summary>Applies all actions or none. They are on one partition, at most a hundred, and no two on one row.</summary>
    public virtual async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        IReadOnlyList<TableTransactionAction> actions = transactionActions as IReadOnlyList<TableTransactionAction> ?? [.. transactionActions];
        if (actions.Count == 0)
        {
            throw new InvalidOperationException("Transaction contained no operations to submit.");
        }

        using HttpMessage message = _connection.CreateMessage(RequestMethod.Post, Paths.Batch, Classifiers.Success);
        (PooledContent content, string contentType) = TransactionWriter.Write(_connection.RootBytes, Name, actions);
        message.Request.Content = content;
        message.Request.Headers.Add("Content-Type", contentType);
        Response response = await _connection.SendAsync(message, cancellationToken);
        List<Response> parts = MultipartReader.Read(response, actions.Count);
        return parts.Find(part => part.IsError) is { } failed
            ? throw new TableTransactionFailedException(new RequestFailedException(failed, null, ErrorParser.Instance))
            : Response.FromValue<IReadOnlyList<Response>>(parts, response);
    }

    private static void CheckKeys(ITableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey);
        ArgumentNullException.ThrowIfNull(entity.RowKey);
    }

    private static RequestMethod MethodOf(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => RequestMethod.Patch,
        TableUpdateMode.Replace => RequestMethod.Put,
        _ => throw new ArgumentException($"Unexpected value for mode: {mode}", nameof(mode)),
    };

    private static string? Columns(IEnumerable<string>? select) => select is null ? null : string.Join(',', select);

    private HttpMessage CreateWrite(RequestMethod method, string path, ITableEntity entity)
    {
        HttpMessage message = _connection.CreateMessage(method, path, Classifiers.Success);
        try
        {
            var content = new PooledContent(BytesPerEntity);
            message.Request.Content = content;
            message.Request.Headers.Add("Content-Type", "application/json");
            using var json = new Utf8JsonWriter(content, EntityJson.WriterOptions);
            EntityJson.Write(json, entity);
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private HttpMessage CreateRead(string partitionKey, string rowKey, IEnumerable<string>? select, ResponseClassifier classifier)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return _connection.CreateMessage(RequestMethod.Get, Paths.Query(Paths.Entity(Name, partitionKey, rowKey), ("$select", Columns(select))), classifier);
    }

    private async Task<Page<T>> ReadPageAsync<T>(string? filter, string? columns, string? token, int? size, CancellationToken cancellationToken)
        where T : class, ITableEntity
    {
        (string? partitionKey, string? rowKey) = ContinuationToken.Parse(token);
        string path = Paths.Query(
            Name + "()",
            ("$filter", filter),
            ("$select", columns),
            ("$top", size?.ToString(null, null)),
            ("NextPartitionKey", partitionKey),
            ("NextRowKey", rowKey));
        using HttpMessage message = _connection.CreateMessage(RequestMethod.Get, path, Classifiers.Success);
        Response response = await _connection.SendAsync(message, cancellationToken);
        return Page<T>.FromValues(EntityJson.ReadPage<T>(response), ContinuationToken.Of(response), response);
    }
}
