using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>Entities to and from the service's JSON, without an intermediate document.</summary>
internal static class EntityJson
{
    public const string TypeSuffix = "@odata.type";
    public const string ETag = "odata.etag";
    public const string Timestamp = "Timestamp";

    public static readonly JsonEncodedText PartitionKey = JsonEncodedText.Encode("PartitionKey");
    public static readonly JsonEncodedText RowKey = JsonEncodedText.Encode("RowKey");

    // Bodies go to a service, never into HTML; escaping each quote and non-ASCII letter would make them up to six times as long.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(Utf8JsonWriter writer, ITableEntity entity)
    {
        writer.WriteStartObject();
        if (entity is IDictionary<string, object> properties)
        {
            DictionaryJson.Write(writer, properties);
        }
        else
        {
            EntityShape.Of(entity.GetType()).Write(writer, entity);
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    public static T ReadOne<T>(Response response)
        where T : class, ITableEntity
    {
        var reader = new Utf8JsonReader(response.Content.ToMemory().Span);
        reader.Read();
        return Read<T>(ref reader);
    }

    public static List<T> ReadPage<T>(Response response)
        where T : class, ITableEntity
    {
        var rows = new List<T>();
        var reader = new Utf8JsonReader(response.Content.ToMemory().Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isRows = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isRows)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                rows.Add(Read<T>(ref reader));
            }
        }

        return rows;
    }

    private static T Read<T>(ref Utf8JsonReader reader)
        where T : class, ITableEntity
    {
        T entity = Activator.CreateInstance<T>();
        if (entity is IDictionary<string, object> properties)
        {
            DictionaryJson.Read(ref reader, properties);
            return entity;
        }

        EntityShape shape = EntityShape.Of(typeof(T));
        int hint = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            shape.ReadProperty(ref reader, entity, ref hint);
        }

        return entity;
    }
}
