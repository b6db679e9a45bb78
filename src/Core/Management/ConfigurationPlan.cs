using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Text;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Management;

/// <summary>Works changes into a configuration, one after the other. Writes nothing.</summary>
/// <param name="settings">The settings.</param>
/// <param name="current">What the changes are made of.</param>
/// <param name="secretSuffix">Tells the secrets of these changes from those of all others.</param>
/// <param name="now">The time.</param>
internal sealed class ConfigurationPlan(IConfiguration settings, StoredConfiguration current, string secretSuffix, DateTimeOffset now)
{
    // Key Vault takes 127 characters. A hash may come after these, and the suffix.
    private const int LongestSecret = 90;
    private const int SuffixLength = 12;

    private readonly Dictionary<(ConfigurationKind Kind, string Name), ConfigurationDocument?> _changed = [];
    private readonly List<ConfigurationDifference> _differences = [];
    private readonly Dictionary<string, string> _keys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the changes come to.</summary>
    public IReadOnlyList<ConfigurationDifference> Differences => _differences;

    /// <summary>Providers' keys that are to be kept, by the names of their secrets.</summary>
    public IReadOnlyDictionary<string, string> Keys => _keys;

    public ConfigurationDocuments Documents => new(
        current.Documents.All.Where(document => !_changed.ContainsKey((document.Kind, document.Name))).Concat(_changed.Values.OfType<ConfigurationDocument>()));

    public static string NewSecretSuffix() => RandomId.New()[..SuffixLength];

    /// <exception cref="GatewayException">The change cannot be made of what is there.</exception>
    public void Add(ConfigurationChange change)
    {
        string name = change.Kind.Accept(change.Name);
        ConfigurationDocument? document = Find(change.Kind, name);
        (string Name, JsonElement Value)? ofSettings = document is null ? SettingsObjects.FindNamed(settings, change.Kind, name) : null;
        name = document?.Name ?? ofSettings?.Name ?? name;
        JsonElement? before = document?.Value ?? ofSettings?.Value;
        string? tag = document?.Tag ?? (before is { } known ? SettingsObjects.Tag(known) : null);
        CheckMatch(change, name, tag);
        if (change.Action == ConfigurationAction.Delete)
        {
            Delete(change.Kind, document, name, before is not null);
            return;
        }

        if (change.Value is not { ValueKind: JsonValueKind.Object } wanted)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The fields of an object must be a JSON object.", "value");
        }

        JsonElement after = change.Action != ConfigurationAction.Patch ? wanted
            : before is { } patched ? MergePatch.Apply(patched, wanted)
            : throw Missing(change.Kind, name);
        bool setsKey = TakeKey(change.Kind, name, wanted, ref after);
        if (!setsKey && document?.Secret is { } own)
        {
            after = KeepKey(name, own, after);
        }

        ConfigurationDifference difference = new(change.Kind, name, before, after, setsKey);
        if (difference.IsAny)
        {
            Put(difference, new ConfigurationDocument { Kind = change.Kind, Name = difference.Name, Value = after.Clone(), Revision = current.Revision + 1, UpdatedAt = now });
        }
    }

    private static void CheckMatch(ConfigurationChange change, string name, string? tag)
    {
        if (tag is not null && change.Action == ConfigurationAction.Create)
        {
            throw new GatewayException(ErrorKind.Conflict, $"There is one of the {change.Kind} named '{name}' already: change it with PUT or PATCH and its ETag.", "name");
        }

        if (change.IfMatch is { } match && match != "*" && match != tag)
        {
            throw new GatewayException(ErrorKind.PreconditionFailed, $"'{name}' of the {change.Kind} is not as If-Match says: read it again.", "If-Match");
        }

        if (tag is not null && change is { NeedsMatch: true, IfMatch: null })
        {
            throw new GatewayException(ErrorKind.PreconditionRequired, "Send the ETag of the object that this change is made of as If-Match; * for whatever is there.", "If-Match");
        }
    }

    private static GatewayException Missing(ConfigurationKind kind, string name) => new(ErrorKind.NotFound, $"There is none of the {kind} named '{name}'.", "name");

    private ConfigurationDocument? Find(ConfigurationKind kind, string name)
    {
        foreach (((ConfigurationKind changedKind, string changedName), ConfigurationDocument? document) in _changed)
        {
            if (changedKind == kind && kind.Comparer.Equals(changedName, name))
            {
                return document;
            }
        }

        return current.Documents.Find(kind, name);
    }

    private void Delete(ConfigurationKind kind, ConfigurationDocument? document, string name, bool exists)
    {
        if (document is null)
        {
            throw exists
                ? new GatewayException(ErrorKind.Conflict, $"'{name}' of the {kind} is in the settings of the app, which cannot be changed here. What is put in its place can.", "name")
                : Missing(kind, name);
        }

        _changed[(kind, document.Name)] = null;
        _differences.Add(new ConfigurationDifference(kind, document.Name, document.Value, SettingsObjects.Find(settings, kind, document.Name), SetsKey: false));
    }

    private void Put(ConfigurationDifference difference, ConfigurationDocument document)
    {
        _changed[(document.Kind, document.Name)] = document;
        _differences.Add(difference);
    }

    /// <summary>Takes a key out of the fields; the name of its secret takes its place.</summary>
    private bool TakeKey(ConfigurationKind kind, string name, JsonElement wanted, ref JsonElement value)
    {
        if ((kind != ConfigurationKind.Providers && kind != ConfigurationKind.Accounts)
            || JsonFields.Find(value, "ApiKey") is not { ValueKind: JsonValueKind.String } given
            || given.GetString()!.Trim() is not { Length: > 0 } key)
        {
            return false;
        }

        if (JsonFields.Find(wanted, "Secret") is { ValueKind: not JsonValueKind.Null })
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "ApiKey and Secret are both given: a key that is set here gets a secret of its own.", "ApiKey");
        }

        string secret = $"{SecretName(name)}-{secretSuffix}";
        value = JsonFields.With(value, ["ApiKey", "Secret"], "Secret", secret);
        _keys[secret] = key;
        return true;
    }

    /// <summary>A file names the key that was set when it was written, maybe in another app. It is not the file's to change the key that is set here.</summary>
    private static JsonElement KeepKey(string name, string own, JsonElement value)
    {
        bool isOwn = IsOfChange(name, own) || own == SecretName(name);
        return isOwn && JsonFields.Find(value, "Secret") is { ValueKind: JsonValueKind.String } named && IsOfChange(name, named.GetString()!) && !named.ValueEquals(own)
            ? JsonFields.With(value, ["Secret"], "Secret", own)
            : value;
    }

    /// <summary>Whether it is the name of a secret for a key that was set by a change. In documents of earlier versions it has no suffix.</summary>
    private static bool IsOfChange(string name, string secret) =>
        secret.Length == SecretName(name).Length + 1 + SuffixLength && secret.StartsWith($"{SecretName(name)}-", StringComparison.Ordinal) && secret[^SuffixLength..].All(char.IsAsciiHexDigitLower);

    // Key Vault takes letters, digits and hyphens. Two names must never come to the same secret.
    private static string SecretName(string name)
    {
        string plain = string.Create(CultureInfo.InvariantCulture, $"llm-{name.Replace("/", "--", StringComparison.Ordinal)}");
        bool isUnique = name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/') && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("-/", StringComparison.Ordinal) && !name.Contains("/-", StringComparison.Ordinal);
        return isUnique && plain.Length <= LongestSecret
            ? plain
            : string.Concat(plain.Take(LongestSecret).Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')) + "-x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];
    }
}
