using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using LlmFunctions.Backups;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A row in a backup. What JSON has no type for is an object with one field, whose name says the type.</summary>
internal static class BackupEntity
{
    private static readonly string[] OfService = ["PartitionKey", "RowKey", "Timestamp", "odata.etag"];

    public static BackupRow Write(string table, TableEntity row)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in row.Where(static property => property.Value is not null && !OfService.Contains(property.Key)).OrderBy(static property => property.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                Write(writer, value!);
            }

            writer.WriteEndObject();
        }

        return new BackupRow(table, row.PartitionKey, row.RowKey, JsonElement.Parse(json.WrittenSpan));
    }

    /// <exception cref="InvalidDataException">It has a value of a type that is not known.</exception>
    public static TableEntity Read(BackupRow row)
    {
        TableEntity entity = new(row.Partition, row.Row);
        foreach (JsonProperty property in row.Values.EnumerateObject())
        {
            entity[property.Name] = Read(property.Value);
        }

        return entity;
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool isTrue:
                writer.WriteBooleanValue(isTrue);
                break;
            case int number:
                Write(writer, "int", number.ToString(CultureInfo.InvariantCulture));
                break;
            case long number:
                Write(writer, "long", number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                Write(writer, "double", number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                Write(writer, "time", time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                Write(writer, "bytes", Convert.ToBase64String(bytes));
                break;
            case Guid id:
                Write(writer, "guid", id.ToString());
                break;
            default:
                throw new InvalidDataException($"A row has a value of the type {value.GetType().Name}, which cannot be backed up.");
        }
    }

    private static void Write(Utf8JsonWriter writer, string type, string value)
    {
        writer.WriteStartObject();
        writer.WriteString(type, value);
        writer.WriteEndObject();
    }

    private static object Read(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Object when value.EnumerateObject().ToArray() is [{ Value.ValueKind: JsonValueKind.String } typed] => Read(typed.Name, typed.Value.GetString()!),
                _ => throw new FormatException("This is no value."),
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new InvalidDataException("The backup has a value that is none.", exception);
        }
    }

    private static object Read(string type, string value) => type switch
    {
        "int" => int.Parse(value, CultureInfo.InvariantCulture),
        "long" => long.Parse(value, CultureInfo.InvariantCulture),
        "double" => double.Parse(value, CultureInfo.InvariantCulture),
        "time" => DateTimeOffset.Parse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "bytes" => Convert.FromBase64String(value),
        "guid" => Guid.Parse(value),
        _ => throw new FormatException("There is no such type."),
    };
}
