using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>One stored property of an entity class.</summary>
internal abstract class EntityMember(string name, string? typeName)
{
    public string Name { get; } = name;

    protected JsonEncodedText EncodedName { get; } = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    protected JsonEncodedText EncodedTypeProperty { get; } = JsonEncodedText.Encode(name + EntityJson.TypeSuffix, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    protected string? TypeName { get; } = typeName;

    public abstract bool CanWrite { get; }

    public abstract bool CanRead { get; }

    /// <summary>Writes the value of the entity's member to JSON.</summary>
    public abstract void Write(Utf8JsonWriter writer, object entity);

    /// <summary>Reads the JSON token into the entity's member.</summary>
    public abstract void Read(ref Utf8JsonReader reader, object entity);

    public static EntityMember Create(PropertyInfo property, string name)
    {
        Delegate? getter = property.GetMethod is { IsPublic: true } get
            ? get.CreateDelegate(typeof(Func<,>).MakeGenericType(property.DeclaringType!, property.PropertyType))
            : null;
        Delegate? setter = property.SetMethod is { IsPublic: true } set
            ? set.CreateDelegate(typeof(Action<,>).MakeGenericType(property.DeclaringType!, property.PropertyType))
            : null;
        object codec = Edm.For(property.PropertyType) ?? throw new NotSupportedException(
            $"{property.DeclaringType}.{property.Name} is of type {property.PropertyType}, which the Table service cannot store. Mark it with IgnoreDataMember, or store another type.");
        Type type = typeof(EntityMember<,>).MakeGenericType(property.DeclaringType!, property.PropertyType);
        return (EntityMember)Activator.CreateInstance(type, name, codec, getter, setter)!;
    }
}

internal sealed class EntityMember<TEntity, TValue>(string name, Edm<TValue> codec, Func<TEntity, TValue>? getter, Action<TEntity, TValue>? setter)
    : EntityMember(name, codec.TypeName)
    where TEntity : class
{
    public override bool CanWrite => getter is not null;

    public override bool CanRead => setter is not null;

    public override void Write(Utf8JsonWriter writer, object entity)
    {
        TValue value = getter!((TEntity)entity);
        if (value is null)
        {
            writer.WriteNull(EncodedName);
            return;
        }

        if (TypeName is not null)
        {
            writer.WriteString(EncodedTypeProperty, TypeName);
        }

        writer.WritePropertyName(EncodedName);
        codec.Write(writer, value);
    }

    public override void Read(ref Utf8JsonReader reader, object entity) =>
        setter!((TEntity)entity, reader.TokenType == JsonTokenType.Null ? default! : codec.Read(ref reader));
}
