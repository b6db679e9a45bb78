using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmFunctions.Auditing;

/// <summary>
/// Takes secrets out of what is audited. Whoever audits a change leaves them out already; this is for what somebody forgets, and
/// for what people write into fields that are no secrets.
/// </summary>
internal static partial class AuditSecrets
{
    private const string Removed = "[secret]";

    // The names of fields without their separators. What names a secret, such as "secret_name", is no secret.
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "key", "apikey", "adminkey", "devkey", "secret", "secretkey", "secretvalue", "clientsecret", "secretaccesskey", "sessiontoken",
        "password", "token", "accesstoken", "refreshtoken", "authorization", "xapikey", "xgoogapikey", "connectionstring", "accountkey", "sharedaccesskey",
    };

    /// <summary>The same JSON without values that are secrets by their name or their form.</summary>
    public static string? Remove(string? json)
    {
        if (json is null)
        {
            return null;
        }

        JsonNode? root = JsonNode.Parse(json);
        Clean(root);

        // Names may be secrets, too; values were looked through already, because what is escaped in them hides where a word begins.
        return Form.Replace(root?.ToJsonString() ?? "null", Removed);
    }

    private static void Clean(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach ((string name, JsonNode? value) in fields.ToArray())
            {
                if (TextOf(value) is { } text)
                {
                    fields[name] = IsSecret(name) ? Removed : Form.Replace(text, Removed);
                }
                else if (value is JsonObject headers && name.Equals("headers", StringComparison.OrdinalIgnoreCase))
                {
                    // Which of them are secrets nobody can tell.
                    foreach (string header in headers.Select(static pair => pair.Key).ToArray())
                    {
                        headers[header] = Removed;
                    }
                }
                else
                {
                    Clean(value);
                }
            }
        }
        else if (node is JsonArray items)
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (TextOf(items[i]) is { } text)
                {
                    items[i] = Form.Replace(text, Removed);
                }
                else
                {
                    Clean(items[i]);
                }
            }
        }
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool IsSecret(string name) => Names.Contains(name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));

    // Gateway keys, tokens, and keys of the well-known providers. No token begins within another, or a text of many beginnings would take the square of its length.
    [GeneratedRegex(@"\bllmf_[a-z0-9]{12}_[a-z0-9]{20,}|(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?|\bsk-[A-Za-z0-9_-]{16,}|\bAIza[A-Za-z0-9_-]{30,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form { get; }
}
