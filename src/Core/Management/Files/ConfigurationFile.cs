using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Management.Files;

/// <summary>Reads and writes configurations as files.</summary>
public static class ConfigurationFile
{
    private const int Version = 1;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The configuration as one JSON object: the kinds, and below them the objects by name.</summary>
    public static JsonElement ToJson(IEnumerable<ConfigurationEntry> entries) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("version"u8, Version);
        foreach (IGrouping<ConfigurationKind, ConfigurationEntry> kind in entries.GroupBy(static entry => entry.Kind))
        {
            writer.WriteStartObject(kind.Key.Name);
            foreach (ConfigurationEntry entry in kind)
            {
                writer.WritePropertyName(entry.Name);
                entry.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    /// <summary>The same as YAML.</summary>
    public static string ToYaml(IEnumerable<ConfigurationEntry> entries) => YamlWriter.Write(ToJson(entries));

    /// <summary>Reads a file of any form that is known: JSON or YAML, of this app, an <c>llm_providers.yaml</c>, or LiteLLM's prices.</summary>
    /// <param name="text">The file.</param>
    /// <param name="providers">Whose prices are taken of a file that has those of everybody.</param>
    /// <exception cref="GatewayException">The file cannot be read.</exception>
    public static ImportedFile Read(string text, ProviderRegistry providers)
    {
        JsonElement root;
        try
        {
            root = text.AsSpan().TrimStart() is ['{', ..] ? JsonElement.Parse(text, Strict) : YamlReader.Read(text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, exception is JsonException ? "The file is not valid JSON." : exception.Message, innerException: exception);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The file must have an object at its top.");
        }

        return root.TryGetProperty("llm_providers", out _) ? ProviderFile.Read(root)
            : LiteLlmPrices.IsOne(root) ? LiteLlmPrices.Read(root, providers)
            : new ImportedFile([.. root.EnumerateObject().SelectMany(ReadKind)], []);
    }

    private static IEnumerable<ConfigurationChange> ReadKind(JsonProperty property)
    {
        if (property.Name == "version")
        {
            return property.Value is { ValueKind: JsonValueKind.Number } version && version.TryGetInt32(out int number) && number == Version
                ? []
                : throw new GatewayException(ErrorKind.InvalidRequest, $"The file's version must be {Version}.", "version");
        }

        if (ConfigurationKind.Find(property.Name) is not { } kind)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{property.Name}' is no kind of object; known are {string.Join(", ", ConfigurationKind.All)}.", property.Name);
        }

        return property.Value.ValueKind == JsonValueKind.Object
            ? property.Value.EnumerateObject().Select(entry => Replace(kind, entry.Name, entry.Value))
            : throw new GatewayException(ErrorKind.InvalidRequest, $"'{property.Name}' must be an object of objects by name.", property.Name);
    }

    internal static ConfigurationChange Replace(ConfigurationKind kind, string name, JsonElement value) =>
        new() { Kind = kind, Name = name, Action = ConfigurationAction.Replace, Value = value };
}
