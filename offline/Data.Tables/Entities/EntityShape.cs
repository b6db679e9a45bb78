using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>The stored properties of an entity class, found once by reflection.</summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();
    private readonly EntityMember[] _written;
    private readonly EntityMember[] _read;

    private EntityShape(Type type)
    {
        if (type.IsValueType)
        {
            throw new NotSupportedException($"{type} is a struct; entities are classes.");
        }

        EntityMember[] members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsStored).Select(property => EntityMember.Create(property, NameOf(property)))];
        _written = [.. members.Where(member => member.CanWrite)];
        _read = [.. members.Where(member => member.CanRead)];
    }

    public static EntityShape Of(Type type) => Shapes.GetOrAdd(type, static type => new EntityShape(type));

    /// <summary>The name under which a property of a class is stored.</summary>
    public static string NameOf(MemberInfo member) => member.GetCustomAttribute<DataMemberAttribute>()?.Name ?? member.Name;

    public void Write(Utf8JsonWriter writer, ITableEntity entity)
    {
        writer.WriteString(EntityJson.PartitionKey, entity.PartitionKey);
        writer.WriteString(EntityJson.RowKey, entity.RowKey);
        foreach (EntityMember member in _written)
        {
            member.Write(writer, entity);
        }
    }

    /// <summary>Reads the property that the reader stands on; moves to its value.</summary>
    public void ReadProperty(ref Utf8JsonReader reader, ITableEntity entity, ref int hint)
    {
        if (ReadSystemProperty(ref reader, entity))
        {
            return;
        }

        // Rows come with their properties in the same order again and again, so the next member is nearly always the right one.
        for (int i = 0; i < _read.Length; i++)
        {
            int at = (hint + i) % _read.Length;
            if (reader.ValueTextEquals(_read[at].Name))
            {
                hint = at + 1;
                reader.Read();
                _read[at].Read(ref reader, entity);
                return;
            }
        }

        reader.Read();
        reader.Skip();
    }

    private static bool ReadSystemProperty(ref Utf8JsonReader reader, ITableEntity entity)
    {
        if (reader.ValueTextEquals(EntityJson.PartitionKey.EncodedUtf8Bytes))
        {
            reader.Read();
            entity.PartitionKey = reader.GetString()!;
        }
        else if (reader.ValueTextEquals(EntityJson.RowKey.EncodedUtf8Bytes))
        {
            reader.Read();
            entity.RowKey = reader.GetString()!;
        }
        else if (reader.ValueTextEquals(EntityJson.Timestamp))
        {
            reader.Read();
            entity.Timestamp = reader.TokenType == JsonTokenType.Null ? null : Edm.Of<DateTimeOffset>().Read(ref reader);
        }
        else if (reader.ValueTextEquals(EntityJson.ETag))
        {
            reader.Read();
            entity.ETag = new ETag(reader.GetString()!);
        }
        else
        {
            return false;
        }

        return true;
    }

    // The four properties of the interface are read and written through it, whether implemented explicitly or not.
    private static bool IsStored(PropertyInfo property) =>
        property.GetIndexParameters().Length == 0
        && !property.IsDefined(typeof(IgnoreDataMemberAttribute))
        && property.Name is not (nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey) or nameof(ITableEntity.Timestamp) or nameof(ITableEntity.ETag));
}
