using System.Buffers;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables.Entities;

namespace Azure.Data.Tables.Wire;

/// <summary>Writes the actions of a transaction as the requests of one change set.</summary>
internal static class TransactionWriter
{
    private const int BytesPerAction = 1024;

    /// <summary>The body and its content type.</summary>
    public static (PooledContent Content, string ContentType) Write(byte[] root, string table, IReadOnlyList<TableTransactionAction> actions)
    {
        string batch = $"batch_{Guid.NewGuid()}";
        string changeSet = $"changeset_{Guid.NewGuid()}";
        byte[] head = Encoding.ASCII.GetBytes($"--{changeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        var content = new PooledContent(BytesPerAction * Math.Max(actions.Count, 1));
        try
        {
            Append(content, $"--{batch}\r\nContent-Type: multipart/mixed; boundary={changeSet}\r\n\r\n");
            using var json = new Utf8JsonWriter(content, EntityJson.WriterOptions);
            foreach (TableTransactionAction action in actions)
            {
                content.Write(head);
                WriteAction(content, json, root, table, action);
            }

            Append(content, $"--{changeSet}--\r\n--{batch}--\r\n");
            return (content, $"multipart/mixed; boundary={batch}");
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static void WriteAction(PooledContent content, Utf8JsonWriter json, byte[] root, string table, TableTransactionAction action)
    {
        ITableEntity entity = action.Entity;
        ReadOnlySpan<byte> method = action.ActionType switch
        {
            TableTransactionActionType.Add => "POST "u8,
            TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge => "PATCH "u8,
            TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => "PUT "u8,
            TableTransactionActionType.Delete => "DELETE "u8,
            _ => throw new InvalidOperationException($"Unknown action {action.ActionType}."),
        };
        bool adds = action.ActionType == TableTransactionActionType.Add;
        content.Write(method);
        content.Write(root);
        Append(content, adds ? table : Paths.Entity(table, entity.PartitionKey, entity.RowKey));
        content.Write(" HTTP/1.1\r\nAccept: application/json;odata=minimalmetadata\r\nDataServiceVersion: 3.0\r\n"u8);
        if (adds)
        {
            content.Write("Prefer: return-no-content\r\n"u8);
        }

        if (Condition(action) is { } condition)
        {
            Append(content, $"If-Match: {condition}\r\n");
        }

        if (action.ActionType == TableTransactionActionType.Delete)
        {
            content.Write("\r\n"u8);
            return;
        }

        content.Write("Content-Type: application/json\r\n\r\n"u8);
        json.Reset();
        EntityJson.Write(json, entity);
        content.Write("\r\n"u8);
    }

    // As in the official client: an update without an ETag is sent without a condition.
    private static string? Condition(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete => action.ETag == default ? ETag.All.ToString() : action.ETag.ToString(),
        TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace when action.ETag != default => action.ETag.ToString(),
        _ => null,
    };

    private static void Append(PooledContent content, string ascii) => Encoding.UTF8.GetBytes(ascii, content);
}
