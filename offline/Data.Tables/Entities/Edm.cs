using System.Text.Json;

namespace Azure.Data.Tables.Entities;

/// <summary>How one CLR type is written to and read from the service's JSON.</summary>
internal abstract class Edm<T>
{
    /// <summary>The type that the JSON must name because its value alone does not tell it; null where it does.</summary>
    public abstract string? TypeName { get; }

    public abstract void Write(Utf8JsonWriter writer, T value);

    /// <summary>Reads the token that the reader stands on, which is not null.</summary>
    public abstract T Read(ref Utf8JsonReader reader);
}

/// <summary>The types that the Table service stores.</summary>
internal static class Edm
{
    public const string Binary = "Edm.Binary";
    public const string DateTime = "Edm.DateTime";
    public const string Double = "Edm.Double";
    public const string Guid = "Edm.Guid";
    public const string Int64 = "Edm.Int64";

    private static readonly Dictionary<Type, object> Known = new()
    {
        [typeof(string)] = new EdmString(),
        [typeof(bool)] = new EdmBoolean(),
        [typeof(int)] = new EdmInt32(),
        [typeof(long)] = new EdmInt64(),
        [typeof(double)] = new EdmDouble(),
        [typeof(Guid)] = new EdmGuid(),
        [typeof(DateTime)] = new EdmDateTime(),
        [typeof(DateTimeOffset)] = new EdmDateTimeOffset(),
        [typeof(byte[])] = new EdmBytes(),
        [typeof(BinaryData)] = new EdmBinaryData(),
    };

    /// <summary>The codec, an <see cref="Edm{T}"/>, of a type; null for types that no property can have.</summary>
    public static object? For(Type type)
    {
        if (Known.TryGetValue(type, out object? known))
        {
            return known;
        }

        if (type.IsEnum)
        {
            return Activator.CreateInstance(typeof(EdmEnum<>).MakeGenericType(type));
        }

        return Nullable.GetUnderlyingType(type) is { } inner && For(inner) is { } codec
            ? Activator.CreateInstance(typeof(EdmNullable<>).MakeGenericType(inner), codec)
            : null;
    }

    public static Edm<T> Of<T>() => (Edm<T>)Known[typeof(T)];
}
