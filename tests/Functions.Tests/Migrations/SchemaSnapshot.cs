using System.Text.Encodings.Web;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Backups;
using Xunit;

namespace LlmFunctions.Functions.Tests.Migrations;

/// <summary>What a version of the app had stored, and what it answered when it was asked for it: a file with a row or an answer a line.</summary>
internal sealed record SchemaSnapshot
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway key of an app that has called.</summary>
    public required string Key { get; init; }

    public required IReadOnlyList<BackupRow> Rows { get; init; }

    public IReadOnlyList<SnapshotAnswer> Answers { get; init; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static SchemaSnapshot Read(string file)
    {
        JsonElement[] lines = [.. File.ReadLines(file).Select(static line => JsonElement.Parse(line))];
        return new SchemaSnapshot
        {
            At = lines[0].GetProperty("at").GetDateTimeOffset(),
            Key = lines[0].GetProperty("key").GetString()!,
            Rows =
            [
                .. lines.Where(static line => line.TryGetProperty("table", out _)).Select(static line => new BackupRow(
                    line.GetProperty("table").GetString()!, line.GetProperty("partition").GetString()!, line.GetProperty("row").GetString()!, line.GetProperty("values"))),
            ],
            Answers = [.. lines.Where(static line => line.TryGetProperty("path", out _)).Select(SnapshotAnswer.Read)],
        };
    }

    public void Write(string file) => File.WriteAllLines(file,
    [
        Line(writer =>
        {
            writer.WriteString("at"u8, At);
            writer.WriteString("key"u8, Key);
        }),
        .. Rows.Select(static row => Line(writer =>
        {
            writer.WriteString("table"u8, row.Table);
            writer.WriteString("partition"u8, row.Partition);
            writer.WriteString("row"u8, row.Row);
            writer.WritePropertyName("values"u8);
            row.Values.WriteTo(writer);
        })),
        .. Answers.Select(static answer => Line(answer.Write)),
    ]);

    /// <summary>All rows of all tables, but for those of the runtime that is used on laptops only.</summary>
    public static async Task<IReadOnlyList<BackupRow>> DumpAsync(string storage, string hub)
    {
        TableServiceClient service = new(storage);
        List<BackupRow> rows = [];
        await foreach (TableItem table in service.QueryAsync(cancellationToken: Cancel))
        {
            if (!table.Name.StartsWith(hub, StringComparison.OrdinalIgnoreCase))
            {
                await foreach (TableEntity row in service.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancel))
                {
                    rows.Add(BackupEntity.Write(table.Name, row));
                }
            }
        }

        return rows;
    }

    /// <summary>Puts the rows into an empty storage.</summary>
    public async Task RestoreAsync(string storage)
    {
        TableServiceClient service = new(storage);
        foreach (IGrouping<string, BackupRow> table in Rows.GroupBy(static row => row.Table))
        {
            TableClient client = service.GetTableClient(table.Key);
            await client.CreateIfNotExistsAsync(Cancel);
            foreach (BackupRow row in table)
            {
                await client.AddEntityAsync(BackupEntity.Read(row), Cancel);
            }
        }
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
