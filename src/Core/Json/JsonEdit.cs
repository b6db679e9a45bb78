using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmFunctions.Json;

/// <summary>One change of a top-level property, applied by <see cref="JsonBodyRewriter"/>.</summary>
internal sealed class JsonEdit
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] False = "false"u8.ToArray();

    private JsonEdit(string name, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? change, ReadOnlyMemory<byte>? whenMissing)
    {
        Name = name;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        NewValue = change;
        WhenMissing = whenMissing;
    }

    public string Name { get; }

    public ReadOnlyMemory<byte> NameUtf8 { get; }

    /// <summary>Makes the new value from the bytes of the old one; null to remove the property.</summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? NewValue { get; }

    /// <summary>The value to add when there is no such property; null to add nothing.</summary>
    public ReadOnlyMemory<byte>? WhenMissing { get; }

    /// <summary>The name that the property gets; null to keep its own.</summary>
    public string? NewName { get; private init; }

    public static JsonEdit Remove(string name) => new(name, null, null);

    public static JsonEdit Rename(string name, string newName) => new(name, static value => value, null) { NewName = newName };

    /// <summary>Replaces the value by a JSON value, or adds the property when it is missing.</summary>
    public static JsonEdit Set(string name, ReadOnlyMemory<byte> json) => new(name, _ => json, json);

    public static JsonEdit Set(string name, string value)
    {
        ReadOnlySpan<byte> text = JsonEncodedText.Encode(value, JsonBody.WriterOptions.Encoder).EncodedUtf8Bytes;
        return Set(name, (byte[])[(byte)'"', .. text, (byte)'"']);
    }

    public static JsonEdit Set(string name, long value) => Set(name, Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    public static JsonEdit Set(string name, bool value) => Set(name, value ? True : False);

    /// <summary>Adds the property when it is missing, and leaves it alone when it is there.</summary>
    public static JsonEdit Add(string name, ReadOnlyMemory<byte> json) => new(name, static value => value, json);

    /// <summary>Replaces the value by what is made of its bytes; when it is missing, adds <paramref name="whenMissing"/>, if given.</summary>
    public static JsonEdit Change(
        string name, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> newValue, ReadOnlyMemory<byte>? whenMissing = null) =>
        new(name, newValue, whenMissing);
}
