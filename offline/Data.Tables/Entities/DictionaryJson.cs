using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>Entities that are dictionaries, to and from the service's JSON.</summary>
internal static class DictionaryJson
{
    private const string Metadata = "odata.metadata";
    private const int LongestName = 255;

    public static void Write(Utf8JsonWriter writer, IDictionary<string, object> properties)
    {
        foreach ((string name, object? value) in properties)
        {
            if (name is EntityJson.ETag or EntityJson.Timestamp)
            {
                continue;
            }

            switch (value)
            {
                case null: writer.WriteNull(name); break;
                case string text: writer.WriteString(name, text); break;
                case bool flag: writer.WriteBoolean(name, flag); break;
                case int number: writer.WriteNumber(name, number); break;
                case long number: Write(writer, name, number); break;
                case double number: Write(writer, name, number); break;
                case Guid guid: Write(writer, name, guid); break;
                case DateTimeOffset time: Write(writer, name, time); break;
                case DateTime time: Write(writer, name, time); break;
                case byte[] bytes: Write(writer, name, bytes); break;
                case BinaryData bytes: Write(writer, name, bytes); break;
                case Enum: throw new NotSupportedException("Enum values are only supported for custom model types implementing ITableEntity.");
                default: throw new NotSupportedException($"Property '{name}' is of type {value.GetType()}, which the Table service cannot store.");
            }
        }
    }

    public static void Read(ref Utf8JsonReader reader, IDictionary<string, object> properties)
    {
        string? typedName = null;
        string? typeName = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name.EndsWith(EntityJson.TypeSuffix, StringComparison.Ordinal))
            {
                typedName = name[..^EntityJson.TypeSuffix.Length];
                typeName = reader.GetString();
                // The type stands before the value as a rule; where it comes after, the value is there as text already.
                if (properties.TryGetValue(typedName, out object? text))
                {
                    properties[typedName] = Convert(text, typeName!);
                }
            }
            else if (name != Metadata)
            {
                string? type = name == typedName ? typeName : name == EntityJson.Timestamp ? Edm.DateTime : null;
                properties[name] = ReadValue(ref reader, type)!;
            }
        }
    }

    private static void Write<T>(Utf8JsonWriter writer, string name, T value)
    {
        Edm<T> codec = Edm.Of<T>();
        Span<char> typeProperty = stackalloc char[LongestName + EntityJson.TypeSuffix.Length];
        if (name.Length <= LongestName)
        {
            name.CopyTo(typeProperty);
            EntityJson.TypeSuffix.CopyTo(typeProperty[name.Length..]);
            writer.WriteString(typeProperty[..(name.Length + EntityJson.TypeSuffix.Length)], codec.TypeName);
        }
        else
        {
            // Too long for the service, which says so better than we could.
            writer.WriteString(name + EntityJson.TypeSuffix, codec.TypeName);
        }

        writer.WritePropertyName(name);
        codec.Write(writer, value);
    }

    private static object? ReadValue(ref Utf8JsonReader reader, string? type) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.String => ReadText(ref reader, type),
        JsonTokenType.Number when type == Edm.Double => reader.GetDouble(),
        JsonTokenType.Number when reader.TryGetInt32(out int number) => number,
        JsonTokenType.Number when reader.TryGetInt64(out long number) => number,
        JsonTokenType.Number => reader.GetDouble(),
        _ => throw new NotSupportedException($"A property's value is {reader.TokenType}."),
    };

    private static object ReadText(ref Utf8JsonReader reader, string? type) => type switch
    {
        Edm.Binary => Edm.Of<byte[]>().Read(ref reader),
        Edm.DateTime => Edm.Of<DateTimeOffset>().Read(ref reader),
        Edm.Double => Edm.Of<double>().Read(ref reader),
        Edm.Guid => Edm.Of<Guid>().Read(ref reader),
        Edm.Int64 => Edm.Of<long>().Read(ref reader),
        _ => reader.GetString()!,
    };

    private static object Convert(object value, string type) => (type, value) switch
    {
        (Edm.Binary, string text) => System.Convert.FromBase64String(text),
        (Edm.DateTime, string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        (Edm.Guid, string text) => Guid.Parse(text),
        (Edm.Int64, string text) => long.Parse(text, CultureInfo.InvariantCulture),
        (Edm.Double, string text) => double.Parse(text, CultureInfo.InvariantCulture),
        (Edm.Double, int number) => (double)number,
        _ => value,
    };
}
