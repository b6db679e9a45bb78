using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>Shows what the settings hold in the form of documents, without keys and headers.</summary>
internal static class SettingsObjects
{
    // Headers may be credentials, too.
    private static readonly string[] Hidden = ["ApiKey", "Headers"];

    private static readonly string[] Addresses = ["BaseUrl", "Webhook"];

    public static IEnumerable<(string Name, JsonElement Value)> Of(IConfiguration settings, ConfigurationKind kind)
    {
        if (kind.Parent is not { } parent)
        {
            return [];
        }

        IConfigurationSection section = settings.GetSection(parent);
        return kind == ConfigurationKind.Routing ? IsEmpty(section, ["Routes"]) ? [] : [(ConfigurationKind.OnlyName, Show(section, ["Routes"]))]
            : kind == ConfigurationKind.Accounts
                ? section.GetChildren().SelectMany(static provider => provider.GetSection("Accounts").GetChildren()
                    .Select(account => ($"{provider.Key}/{account.Key}".ToLowerInvariant(), Show(account, Hidden))))
                : section.GetChildren().Where(child => !IsEmpty(child, kind == ConfigurationKind.Providers ? ["Accounts"] : []))
                    .Select(child => (kind == ConfigurationKind.Providers ? child.Key.ToLowerInvariant() : child.Key, Show(child, ["Accounts", .. Hidden])));
    }

    public static JsonElement? Find(IConfiguration settings, ConfigurationKind kind, string name) => FindNamed(settings, kind, name)?.Value;

    /// <summary>The object of this name, with its name as the settings write it.</summary>
    public static (string Name, JsonElement Value)? FindNamed(IConfiguration settings, ConfigurationKind kind, string name)
    {
        foreach ((string Name, JsonElement Value) known in Of(settings, kind))
        {
            if (kind.Comparer.Equals(known.Name, name))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>What a change of an object of the settings must name: settings have no revisions, so it is made of the value.</summary>
    public static string Tag(JsonElement value) => "s" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value.GetRawText())))[..16];

    private static bool IsEmpty(IConfigurationSection section, string[] except) =>
        string.IsNullOrWhiteSpace(section.Value)
        && section.GetChildren().All(child => except.Contains(child.Key, StringComparer.OrdinalIgnoreCase) || child.AsEnumerable().All(static setting => string.IsNullOrWhiteSpace(setting.Value)));

    private static JsonElement Show(IConfigurationSection section, string[] hidden) => JsonFields.Make(writer => WriteObject(writer, section, hidden));

    private static void Write(Utf8JsonWriter writer, IConfigurationSection section)
    {
        List<IConfigurationSection> children = [.. section.GetChildren()];
        if (children.Count == 0)
        {
            writer.WriteStringValue(Addresses.Contains(section.Key, StringComparer.OrdinalIgnoreCase) ? WithoutCredentials(section.Value!) : section.Value);
        }
        else if (children.All(static child => child.Key.All(char.IsAsciiDigit)))
        {
            writer.WriteStartArray();
            children.ForEach(child => Write(writer, child));
            writer.WriteEndArray();
        }
        else
        {
            WriteObject(writer, section, []);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IConfigurationSection section, string[] hidden)
    {
        writer.WriteStartObject();
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !hidden.Contains(child.Key, StringComparer.OrdinalIgnoreCase) && !IsEmpty(child, [])))
        {
            writer.WritePropertyName(child.Key);
            Write(writer, child);
        }

        writer.WriteEndObject();
    }

    private static string WithoutCredentials(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed) && (parsed.UserInfo.Length > 0 || parsed.Query.Length > 0)
            ? new UriBuilder(parsed) { UserName = "", Password = "", Query = "" }.Uri.AbsoluteUri
            : address;
}
