using System.Text.Json;

namespace LlmFunctions.LocalHost.Hosting;

/// <summary>Reads the <c>Values</c> of a <c>local.settings.json</c>.</summary>
internal static class LocalSettings
{
    private const string FileName = "local.settings.json";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static Dictionary<string, string?> Read(LocalHostOptions options)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (!options.ReadLocalSettings || FileAbove.Find(options.ContentRoot, FileName) is not { } path)
        {
            return settings;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            Add(document.RootElement, path, settings);
            return settings;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LocalHostStartException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static void Add(JsonElement root, string path, Dictionary<string, string?> settings)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new LocalHostStartException($"{path} must hold a JSON object.");
        }

        if (root.TryGetProperty("IsEncrypted", out var encrypted) && encrypted.ValueKind == JsonValueKind.True)
        {
            throw new LocalHostStartException($"{path} is encrypted; decrypt it with 'func settings decrypt'.");
        }

        if (!root.TryGetProperty("Values", out var values))
        {
            return;
        }

        if (values.ValueKind != JsonValueKind.Object)
        {
            throw new LocalHostStartException($"{path}: Values must be a JSON object.");
        }

        foreach (var value in values.EnumerateObject())
        {
            if (value.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                throw new LocalHostStartException($"{path}: the value of {value.Name} must be a string; write nested names with '__'.");
            }

            settings[SettingNames.Normalize(value.Name)] =
                value.Value.ValueKind == JsonValueKind.Null ? null : value.Value.ToString();
        }
    }
}
