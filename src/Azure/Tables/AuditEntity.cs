using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Auditing;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>An audit entry as a row. What was there before and after may be longer than a property holds, so it is cut into several.</summary>
internal static class AuditEntity
{
    // Of UTF-16 a property holds 64 KiB and a row 1 MiB.
    private const int LargestProperty = 32_000;
    private const int LargestText = 224_000;
    private const int LongestWord = 1024;

    public static TableEntity Of(AuditEntry entry, string partition, string row)
    {
        TableEntity entity = new(partition, row)
        {
            [nameof(AuditEntry.Id)] = entry.Id,
            [nameof(AuditEntry.At)] = entry.At,
            [nameof(AuditEntry.Actor)] = Cut(entry.Actor),
            [nameof(AuditEntry.App)] = entry.App,
            [nameof(AuditEntry.Action)] = entry.Action,
            [nameof(AuditEntry.Target)] = Cut(entry.Target),
            [nameof(AuditEntry.Failure)] = entry.Failure,
            [nameof(AuditEntry.Of)] = entry.Of,
            [nameof(AuditEntry.RequestId)] = entry.RequestId,
            [nameof(AuditEntry.SourceAddress)] = entry.SourceAddress,
        };
        Write(entity, nameof(AuditEntry.Before), entry.Before);
        Write(entity, nameof(AuditEntry.After), entry.After);
        return entity;
    }

    public static AuditEntry Read(TableEntity row) => new()
    {
        Id = row.GetString(nameof(AuditEntry.Id)),
        At = row.GetDateTimeOffset(nameof(AuditEntry.At))!.Value,
        Actor = row.GetString(nameof(AuditEntry.Actor)),
        App = row.GetString(nameof(AuditEntry.App)),
        Action = row.GetString(nameof(AuditEntry.Action)),
        Target = row.GetString(nameof(AuditEntry.Target)),
        Failure = row.GetString(nameof(AuditEntry.Failure)),
        Of = row.GetString(nameof(AuditEntry.Of)),
        RequestId = row.GetString(nameof(AuditEntry.RequestId)),
        SourceAddress = row.GetString(nameof(AuditEntry.SourceAddress)),
        Before = ReadText(row, nameof(AuditEntry.Before)),
        After = ReadText(row, nameof(AuditEntry.After)),
    };

    private static void Write(TableEntity row, string name, string? text)
    {
        string? fitting = text?.Length > LargestText ? Summary(text) : text;
        for (int part = 0, start = 0; start < fitting?.Length; part++, start += LargestProperty)
        {
            row[PropertyName(name, part)] = fitting.Substring(start, Math.Min(LargestProperty, fitting.Length - start));
        }
    }

    // By the hash it can be told whether two states that are too long to be kept were the same.
    private static string Summary(string text) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"too_long":true,"length":{{text.Length}},"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}}"}""");

    private static string? ReadText(TableEntity row, string name)
    {
        StringBuilder? text = null;
        for (int part = 0; row.GetString(PropertyName(name, part)) is { } piece; part++)
        {
            text = (text ?? new StringBuilder()).Append(piece);
        }

        return text?.ToString();
    }

    private static string PropertyName(string name, int part) => part == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}{part}");

    private static string Cut(string text) => text.Length > LongestWord ? text[..LongestWord] : text;
}
