using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>
/// Puts documents over the settings. A document takes the place of the object of its name in the settings, whole; then both are
/// read and checked by the same reader.
/// </summary>
internal static class SettingsOverlay
{
    /// <param name="settings">The settings.</param>
    /// <param name="documents">What is put over them.</param>
    /// <param name="errors">Gets what is wrong with the form of a document.</param>
    public static IConfiguration Apply(IConfiguration settings, ConfigurationDocuments documents, List<string> errors)
    {
        Dictionary<string, string?> merged = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string? value) in settings.AsEnumerable().Where(static setting => setting.Value is not null))
        {
            merged[name] = value;
        }

        foreach (ConfigurationDocument document in documents.All)
        {
            if (document.Kind.Section(document.Name) is { } section)
            {
                DocumentRules.Check(document, errors);
                Hide(merged, section, document);
                Flatten(document.Value, section, merged, errors);
            }
        }

        return new ConfigurationBuilder().AddInMemoryCollection(merged).Build();
    }

    private static void Hide(Dictionary<string, string?> settings, string section, ConfigurationDocument document)
    {
        string prefix = section + ConfigurationPath.KeyDelimiter;
        foreach (string name in settings.Keys.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            string rest = name[prefix.Length..];
            string field = rest.Split(ConfigurationPath.KeyDelimiter)[0];
            if (!Stays(field, document))
            {
                settings.Remove(name);
            }
        }
    }

    /// <summary>Whether the settings' value of a field counts although there is a document.</summary>
    private static bool Stays(string field, ConfigurationDocument document)
    {
        if (document.Kind == ConfigurationKind.Routing)
        {
            return JsonFields.Find(document.Value, field) is null;
        }

        if (document.Kind != ConfigurationKind.Providers && document.Kind != ConfigurationKind.Accounts)
        {
            return false;
        }

        // What settings alone may hold is not shown, so it cannot be copied into a document: it counts until the document has its own.
        return field.ToUpperInvariant() switch
        {
            "ACCOUNTS" => true,
            "APIKEY" or "SECRET" => JsonFields.Find(document.Value, "Secret") is null,
            "HEADERS" => JsonFields.Find(document.Value, "Headers") is null,
            _ => false,
        };
    }

    private static void Flatten(JsonElement value, string path, Dictionary<string, string?> settings, List<string> errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    string name = ConfigurationPath.Combine(path, property.Name);
                    if (property.Name.Length == 0 || property.Name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
                    {
                        errors.Add($"{Display(path)} has a field whose name is empty or has a colon.");
                    }
                    else
                    {
                        Flatten(property.Value, name, settings, errors);
                    }
                }

                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Flatten(item, ConfigurationPath.Combine(path, index.ToString("D", CultureInfo.InvariantCulture)), settings, errors);
                    index++;
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                if (!settings.TryAdd(path, text))
                {
                    errors.Add($"{Display(path)} is given more than once.");
                }

                break;
        }
    }

    private static string Display(string path) => path.Replace(ConfigurationPath.KeyDelimiter, "__", StringComparison.Ordinal);
}
