using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables.Entities;

internal sealed class EdmString : Edm<string>
{
    public override string? TypeName => null;

    public override void Write(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public override string Read(ref Utf8JsonReader reader) => reader.GetString()!;
}

internal sealed class EdmBoolean : Edm<bool>
{
    public override string? TypeName => null;

    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public override bool Read(ref Utf8JsonReader reader) => reader.GetBoolean();
}

internal sealed class EdmInt32 : Edm<int>
{
    public override string? TypeName => null;

    public override void Write(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public override int Read(ref Utf8JsonReader reader) => reader.GetInt32();
}

internal sealed class EdmInt64 : Edm<long>
{
    public override string TypeName => Edm.Int64;

    public override void Write(Utf8JsonWriter writer, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        writer.WriteStringValue(digits[..length]);
    }

    public override long Read(ref Utf8JsonReader reader) => long.Parse(reader.GetString()!, NumberStyles.Integer, CultureInfo.InvariantCulture);
}

internal sealed class EdmDouble : Edm<double>
{
    public override string TypeName => Edm.Double;

    public override void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsNaN(value))
        {
            writer.WriteStringValue("NaN"u8);
        }
        else
        {
            // The writer refuses infinities, and so does the official client.
            writer.WriteNumberValue(value);
        }
    }

    public override double Read(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : double.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
}

internal sealed class EdmGuid : Edm<Guid>
{
    public override string TypeName => Edm.Guid;

    public override void Write(Utf8JsonWriter writer, Guid value) => writer.WriteStringValue(value);

    public override Guid Read(ref Utf8JsonReader reader) => reader.TryGetGuid(out Guid value) ? value : Guid.Parse(reader.GetString()!);
}

internal sealed class EdmDateTime : Edm<DateTime>
{
    public override string TypeName => Edm.DateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value)
    {
        if (value.Kind != DateTimeKind.Utc)
        {
            throw new NotSupportedException(
                $"DateTime {value} has a Kind of {value.Kind}. Azure SDK requires it to be UTC. You can call DateTime.SpecifyKind to change Kind property value to DateTimeKind.Utc.");
        }

        Span<byte> text = stackalloc byte[28];
        value.TryFormat(text, out int length, "O", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }

    public override DateTime Read(ref Utf8JsonReader reader) =>
        reader.TryGetDateTime(out DateTime value) ? value : DateTime.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}

internal sealed class EdmDateTimeOffset : Edm<DateTimeOffset>
{
    public override string TypeName => Edm.DateTime;

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value) => Edm.Of<DateTime>().Write(writer, value.UtcDateTime);

    public override DateTimeOffset Read(ref Utf8JsonReader reader) =>
        reader.TryGetDateTimeOffset(out DateTimeOffset value)
            ? value
            : DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}

internal sealed class EdmBytes : Edm<byte[]>
{
    public override string TypeName => Edm.Binary;

    public override void Write(Utf8JsonWriter writer, byte[] value) => writer.WriteBase64StringValue(value);

    public override byte[] Read(ref Utf8JsonReader reader) => reader.GetBytesFromBase64();
}

internal sealed class EdmBinaryData : Edm<BinaryData>
{
    public override string TypeName => Edm.Binary;

    public override void Write(Utf8JsonWriter writer, BinaryData value) => writer.WriteBase64StringValue(value.ToMemory().Span);

    public override BinaryData Read(ref Utf8JsonReader reader) => BinaryData.FromBytes(reader.GetBytesFromBase64());
}

internal sealed class EdmEnum<T> : Edm<T>
    where T : struct, Enum
{
    public override string? TypeName => null;

    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(value.ToString());

    public override T Read(ref Utf8JsonReader reader) => Enum.Parse<T>(reader.GetString()!);
}

internal sealed class EdmNullable<T>(Edm<T> inner) : Edm<T?>
    where T : struct
{
    public override string? TypeName => inner.TypeName;

    public override void Write(Utf8JsonWriter writer, T? value) => inner.Write(writer, value!.Value);

    public override T? Read(ref Utf8JsonReader reader) => inner.Read(ref reader);
}
