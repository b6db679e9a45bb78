using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Errors;
using LlmFunctions.Providers;

namespace LlmFunctions.Management.Files;

/// <summary>
/// Reads an <c>llm_providers.yaml</c>: providers with their models, one price for all of a provider's models, and a strategy. Its default
/// models become what <c>auto</c> stands for.
/// </summary>
internal static partial class ProviderFile
{
    private static readonly string[] Complexities = ["Simple", "Medium", "Complex"];
    private static readonly string[] Sections = ["llm_providers", "routing"];
    private static readonly string[] Known = ["enabled", "api_key", "base_url", "models", "default_model", "timeout", "cost_per_1k_tokens", "required_models", "auto_download"];

    public static ImportedFile Read(JsonElement root)
    {
        List<ConfigurationChange> changes = [];
        List<string> defaults = [];
        List<string> notes = [.. root.EnumerateObject().Where(static section => !Sections.Contains(section.Name)).Select(static section => $"'{section.Name}' is not carried over: it is no kind of object here.")];
        foreach (JsonProperty provider in Object(root, "llm_providers").EnumerateObject())
        {
            Read(provider.Name, Object(Object(root, "llm_providers"), provider.Name), changes, defaults, notes);
        }

        string? strategy = root.TryGetProperty("routing", out JsonElement routing) && routing.ValueKind == JsonValueKind.Object ? Text(routing, "strategy") : null;
        notes.AddRange(routing.ValueKind != JsonValueKind.Object ? [] : routing.EnumerateObject().Where(static field => field.Name != "strategy").Select(static field => $"'routing.{field.Name}' is not carried over: strategies rank by measured times and by prices."));
        if (strategy is not null || defaults.Count > 0)
        {
            changes.Add(ConfigurationFile.Replace(ConfigurationKind.Routing, ConfigurationKind.OnlyName, Routing(strategy, defaults)));
        }

        return new ImportedFile(changes, notes);
    }

    private static void Read(string name, JsonElement provider, List<ConfigurationChange> changes, List<string> defaults, List<string> notes)
    {
        ProviderDefinition? definition = ProviderDefinitions.Find(name);
        string[] models = List(provider, "models");
        changes.Add(ConfigurationFile.Replace(ConfigurationKind.Providers, name, JsonFields.Make(writer =>
        {
            writer.WriteStartObject();
            if (definition is null)
            {
                writer.WriteString("Dialect"u8, Embedded.Import.OwnDialect);
            }

            WriteKey(writer, definition, Text(provider, "api_key"));
            Copy(writer, provider, "base_url", "BaseUrl");
            Copy(writer, provider, "timeout", "Timeout");
            Copy(writer, provider, "models", "Models");
            Copy(writer, provider, "required_models", "RequiredModels");
            Copy(writer, provider, "auto_download", "AutoDownload");
            if (IsOff(provider) || (definition is { KeyOptional: true }))
            {
                writer.WriteBoolean("Enabled"u8, !IsOff(provider));
            }

            writer.WriteEndObject();
        })));
        if (provider.TryGetProperty("cost_per_1k_tokens", out JsonElement cost) && cost.ValueKind == JsonValueKind.Number && cost.TryGetDecimal(out decimal price))
        {
            changes.AddRange(models.Select(model => ConfigurationFile.Replace(ConfigurationKind.Prices, $"{name}/{model}", Price(price * 1000))));
        }

        if (Text(provider, "default_model") is { } standard && !IsOff(provider))
        {
            defaults.Add($"{name}/{standard}");
        }

        notes.AddRange(provider.EnumerateObject().Where(static field => !Known.Contains(field.Name)).Select(field => $"'llm_providers.{name}.{field.Name}' is not carried over."));
    }

    /// <summary>A variable in braces is a secret by its name, unless the provider's key is looked for there anyway.</summary>
    private static void WriteKey(Utf8JsonWriter writer, ProviderDefinition? definition, string? key)
    {
        if (key is null)
        {
            return;
        }

        if (Variable().Match(key) is not { Success: true } variable)
        {
            writer.WriteString("ApiKey"u8, key);
        }
        else if (definition?.KeyVariables.Contains(variable.Groups["name"].Value) != true)
        {
            writer.WriteString("Secret"u8, variable.Groups["name"].Value);
        }
    }

    private static JsonElement Routing(string? strategy, List<string> defaults) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        if (strategy is not null)
        {
            writer.WriteString("Strategy"u8, strategy);
        }

        if (defaults.Count > 0)
        {
            writer.WriteStartObject("Auto"u8);
            foreach (string complexity in Complexities)
            {
                writer.WriteStartArray(complexity);
                defaults.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });

    private static JsonElement Price(decimal perMillion) => JsonFields.Make(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("Source"u8, "llm_providers.yaml"u8);
        writer.WriteStartArray("Tiers"u8);
        writer.WriteStartObject();
        writer.WriteNumber("Input"u8, perMillion);
        writer.WriteNumber("Output"u8, perMillion);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Copy(Utf8JsonWriter writer, JsonElement provider, string from, string to)
    {
        if (provider.TryGetProperty(from, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            writer.WritePropertyName(to);
            value.WriteTo(writer);
        }
    }

    private static bool IsOff(JsonElement provider) => provider.TryGetProperty("enabled", out JsonElement enabled) && enabled.ValueKind == JsonValueKind.False;

    private static string[] List(JsonElement provider, string field) => provider.TryGetProperty(field, out JsonElement list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)]
        : [];

    private static string? Text(JsonElement value, string field) => value.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static JsonElement Object(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
        ? value
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be an object.", name);

    [GeneratedRegex(@"^\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
