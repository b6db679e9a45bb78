using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Management;

namespace LlmFunctions.Backups;

/// <summary>
/// Reads and writes backups: lines of JSON, the first of which says what this is, and the last how many rows there are and the SHA-256 of
/// all lines before. A backup whose end is missing, or of which anything was changed, is none.
/// </summary>
public static class Backup
{
    private const string Format = "llm-functions-backup";
    private const int Version = 1;

    // The longest is that of the configuration.
    private const int LongestLine = 32 * 1024 * 1024;

    /// <summary>Writes a backup line by line; whoever reads on writes on.</summary>
    public static async IAsyncEnumerable<string> WriteAsync(
        JsonElement configuration, IAsyncEnumerable<BackupRow> rows, DateTimeOffset now, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string Hashed(string line)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
            return line;
        }

        yield return Hashed(Line(writer =>
        {
            writer.WriteString("format"u8, Format);
            writer.WriteNumber("version"u8, Version);
            writer.WriteString("created_at"u8, now);
            writer.WritePropertyName("configuration"u8);
            configuration.WriteTo(writer);
        }));
        long count = 0;
        await foreach (BackupRow row in rows.WithCancellation(cancellationToken))
        {
            count++;
            yield return Hashed(Line(writer =>
            {
                writer.WriteString("table"u8, row.Table);
                writer.WriteString("partition"u8, row.Partition);
                writer.WriteString("row"u8, row.Row);
                writer.WritePropertyName("values"u8);
                row.Values.WriteTo(writer);
            }));
        }

        yield return Line(writer =>
        {
            writer.WriteNumber("rows"u8, count);
            writer.WriteString("sha256"u8, Convert.ToHexStringLower(hash.GetHashAndReset()));
        });
    }

    /// <summary>Reads a backup to its end and checks it.</summary>
    /// <returns>The configuration that it has, and how many rows.</returns>
    /// <exception cref="InvalidDataException">It is not whole, or was changed.</exception>
    public static async Task<(JsonElement Configuration, long Rows)> VerifyAsync(TextReader backup, CancellationToken cancellationToken)
    {
        BoundedLines lines = new(backup, LongestLine);
        JsonElement? configuration = null;
        long rows = 0;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            JsonElement parsed = Parse(line);
            if (configuration is null)
            {
                configuration = Begin(parsed);
            }
            else if (parsed.TryGetProperty("sha256", out JsonElement sum))
            {
                bool isWhole = await lines.ReadAsync(cancellationToken) is null
                    && parsed.TryGetProperty("rows", out JsonElement count) && count.TryGetInt64(out long told) && told == rows
                    && sum.GetString() == Convert.ToHexStringLower(hash.GetHashAndReset());
                return isWhole ? (configuration.Value, rows) : throw new InvalidDataException("The backup was changed: its checksum is another one.");
            }
            else
            {
                rows++;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        throw new InvalidDataException("The backup is not whole: its end is missing.");
    }

    /// <summary>The rows of a backup that was checked.</summary>
    public static async IAsyncEnumerable<BackupRow> RowsAsync(TextReader backup, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BoundedLines lines = new(backup, LongestLine);
        await lines.ReadAsync(cancellationToken);
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            JsonElement row = Parse(line);
            if (row.TryGetProperty("sha256", out _))
            {
                yield break;
            }

            yield return new BackupRow(Text(row, "table"), Text(row, "partition"), Text(row, "row"), row.TryGetProperty("values", out JsonElement values) ? values : throw NoRow());
        }
    }

    private static JsonElement Begin(JsonElement first) =>
        first.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String && format.GetString() == Format
        && first.TryGetProperty("configuration", out JsonElement configuration)
            ? first.TryGetProperty("version", out JsonElement version) && version.TryGetInt32(out int number) && number == Version
                ? configuration
                : throw new InvalidDataException($"The backup is of a version that this app cannot read; it reads {Version}.")
            : throw new InvalidDataException("This is not a backup.");

    private static JsonElement Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line) is { ValueKind: JsonValueKind.Object } parsed ? parsed : throw NoRow();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("This is not a backup, or not a whole one.", exception);
        }
    }

    private static string Text(JsonElement row, string field) =>
        row.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : throw NoRow();

    private static InvalidDataException NoRow() => new("The backup has a line that is no row.");

    private static string Line(Action<Utf8JsonWriter> write) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }).GetRawText() + "\n";
}
