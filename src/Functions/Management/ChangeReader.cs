using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Management;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Management;

/// <summary>Reads what is to be changed. A field that is not known is refused.</summary>
internal static class ChangeReader
{
    private static readonly string[] FieldsOfNew = ["name", "value"];
    private static readonly string[] FieldsOfBulk = ["changes"];
    private static readonly string[] FieldsOfChange = ["action", "kind", "name", "value", "if_match"];

    /// <summary>An object that is to be made.</summary>
    public static ConfigurationChange New(ConfigurationKind kind, JsonElement body)
    {
        AllowOnly(body, FieldsOfNew, "");
        return new ConfigurationChange { Kind = kind, Name = Text(body, "name", ""), Action = ConfigurationAction.Create, Value = Value(body) };
    }

    /// <summary>Many changes.</summary>
    public static IReadOnlyList<ConfigurationChange> Many(JsonElement body)
    {
        AllowOnly(body, FieldsOfBulk, "");
        return body.TryGetProperty("changes", out JsonElement changes) && changes.ValueKind == JsonValueKind.Array
            ? [.. changes.EnumerateArray().Select(One)]
            : throw new GatewayException(ErrorKind.InvalidRequest, "'changes' must be an array.", "changes");
    }

    public static bool IsDryRun(HttpRequest request) => Switch(request, "dry_run");

    public static bool Switch(HttpRequest request, string name) => request.Query[name] is not [{ Length: > 0 } text, ..] ? false
        : bool.TryParse(text, out bool isOn) ? isOn
        : throw new GatewayException(ErrorKind.InvalidRequest, $"'{name}' must be true or false.", name);

    public static string? IfMatch(HttpRequest request) => request.Headers.IfMatch is [{ Length: > 0 } tag] ? Bare(tag) : null;

    private static string Bare(string tag) => tag.Trim().Trim('"');

    private static ConfigurationChange One(JsonElement element, int index)
    {
        string at = $"changes[{index}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"'{at}' must be an object.", at);
        }

        AllowOnly(element, FieldsOfChange, at + ".");
        return new ConfigurationChange
        {
            Kind = ConfigurationKind.Find(Text(element, "kind", at + "."))
                ?? throw new GatewayException(ErrorKind.InvalidRequest, $"'{at}.kind' must be one of {string.Join(", ", ConfigurationKind.All)}.", $"{at}.kind"),
            Name = Text(element, "name", at + "."),
            Action = Text(element, "action", at + ".") switch
            {
                "create" => ConfigurationAction.Create,
                "replace" => ConfigurationAction.Replace,
                "patch" => ConfigurationAction.Patch,
                "delete" => ConfigurationAction.Delete,
                _ => throw new GatewayException(ErrorKind.InvalidRequest, $"'{at}.action' must be create, replace, patch or delete.", $"{at}.action"),
            },
            Value = Value(element),
            IfMatch = element.TryGetProperty("if_match", out _) ? Bare(Text(element, "if_match", at + ".")) : null,
        };
    }

    private static JsonElement? Value(JsonElement body) => body.TryGetProperty("value", out JsonElement value) ? value : null;

    private static string Text(JsonElement body, string field, string at) =>
        body.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } value
            ? value
            : throw new GatewayException(ErrorKind.InvalidRequest, $"'{at}{field}' must be a text.", at + field);

    private static void AllowOnly(JsonElement body, string[] fields, string at)
    {
        foreach (JsonProperty property in body.EnumerateObject())
        {
            if (!fields.Contains(property.Name, StringComparer.Ordinal))
            {
                throw new GatewayException(ErrorKind.InvalidRequest, $"'{at}{property.Name}' is not a field of this request; known are {string.Join(", ", fields)}.", at + property.Name);
            }
        }
    }
}
