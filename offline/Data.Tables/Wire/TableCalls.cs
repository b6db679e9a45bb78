using System.Text.Json;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Wire;

/// <summary>The calls on whole tables that both clients offer.</summary>
internal static class TableCalls
{
    public static async Task<Response<TableItem>> CreateTableAsync(this TableConnection connection, string name, bool ifNotExists, CancellationToken cancellationToken)
    {
        using HttpMessage message = connection.CreateMessage(RequestMethod.Post, Paths.Tables, ifNotExists ? Classifiers.SuccessOrConflict : Classifiers.Success);
        var content = new PooledContent(128);
        message.Request.Content = content;
        message.Request.Headers.Add("Content-Type", "application/json");
        message.Request.Headers.Add("Prefer", "return-no-content");
        using (var json = new Utf8JsonWriter(content, EntityJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("TableName"u8, name);
            json.WriteEndObject();
        }

        Response response = await connection.SendAsync(message, cancellationToken);
        if (response.Status == 409 && new RequestFailedException(response) is { ErrorCode: not "TableAlreadyExists" } failure)
        {
            // A table that is being deleted is a conflict too, and then there is none to work with.
            throw failure;
        }

        return Response.FromValue(new TableItem(name), response);
    }

    /// <summary>Deletes a table; the answer is 404 if there is none.</summary>
    public static async Task<Response> DeleteTableAsync(this TableConnection connection, string name, CancellationToken cancellationToken)
    {
        using HttpMessage message = connection.CreateMessage(RequestMethod.Delete, Paths.Table(name), Classifiers.SuccessOrNotFound);
        return await connection.SendAsync(message, cancellationToken);
    }

    public static async Task<Page<TableItem>> ListTablesAsync(this TableConnection connection, string? filter, string? token, int? size, CancellationToken cancellationToken)
    {
        string path = Paths.Query(Paths.Tables, ("$filter", filter), ("$top", size?.ToString(null, null)), ("NextTableName", token));
        using HttpMessage message = connection.CreateMessage(RequestMethod.Get, path, Classifiers.Success);
        Response response = await connection.SendAsync(message, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(response.Content.ToMemory());
        List<TableItem> tables = [.. document.RootElement.GetProperty("value").EnumerateArray().Select(table => new TableItem(table.GetProperty("TableName").GetString()!))];
        response.Headers.TryGetValue("x-ms-continuation-NextTableName", out string? next);
        return Page<TableItem>.FromValues(tables, next, response);
    }
}
