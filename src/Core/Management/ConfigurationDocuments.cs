using System.Buffers;
using System.Text.Json;

namespace LlmFunctions.Management;

/// <summary>All objects that were made through the management API. Immutable.</summary>
public sealed class ConfigurationDocuments
{
    private readonly Dictionary<ConfigurationKind, SortedDictionary<string, ConfigurationDocument>> _byKind;

    public ConfigurationDocuments(IEnumerable<ConfigurationDocument> documents)
    {
        _byKind = ConfigurationKind.All.ToDictionary(static kind => kind, static kind => new SortedDictionary<string, ConfigurationDocument>(kind.Comparer));
        foreach (ConfigurationDocument document in documents)
        {
            _byKind[document.Kind][document.Name] = document;
        }
    }

    public static ConfigurationDocuments None { get; } = new([]);

    /// <summary>Every one, by kind and name.</summary>
    public IEnumerable<ConfigurationDocument> All => ConfigurationKind.All.SelectMany(Of);

    public bool IsEmpty => _byKind.Values.All(static documents => documents.Count == 0);

    public IEnumerable<ConfigurationDocument> Of(ConfigurationKind kind) => _byKind[kind].Values;

    public ConfigurationDocument? Find(ConfigurationKind kind, string name) => _byKind[kind].GetValueOrDefault(name);

    /// <exception cref="InvalidDataException">This is not what <see cref="Write"/> writes.</exception>
    public static ConfigurationDocuments Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(json);
            return new ConfigurationDocuments([.. parsed.RootElement.GetProperty("documents").EnumerateArray().Select(ReadOne)]);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("The stored configuration cannot be read.", exception);
        }
    }

    public void Write(IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output);
        writer.WriteStartObject();
        writer.WriteStartArray("documents"u8);
        foreach (ConfigurationDocument document in All)
        {
            writer.WriteStartObject();
            writer.WriteString("kind"u8, document.Kind.Name);
            writer.WriteString("name"u8, document.Name);
            writer.WriteNumber("revision"u8, document.Revision);
            writer.WriteString("updated_at"u8, document.UpdatedAt);
            writer.WritePropertyName("value"u8);
            document.Value.WriteTo(writer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ConfigurationDocument ReadOne(JsonElement element) => new()
    {
        Kind = ConfigurationKind.Find(element.GetProperty("kind").GetString()!) ?? throw new FormatException("A kind is not known."),
        Name = element.GetProperty("name").GetString()!,
        Revision = element.GetProperty("revision").GetInt64(),
        UpdatedAt = element.GetProperty("updated_at").GetDateTimeOffset(),
        Value = element.GetProperty("value").Clone(),
    };
}
