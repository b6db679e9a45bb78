using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DevTool;

/// <summary>local.settings.json: the settings of this clone, secrets among them.</summary>
internal sealed class LocalSettings
{
    public const string DevKey = "Gateway__DevKey";
    public const string AdminKey = "Gateway__AdminKey";

    private const string Name = "local.settings.json";

    private readonly JsonObject _values;

    private LocalSettings(JsonObject values) => _values = values;

    /// <summary>The setting as the app will see it: the environment comes first, and empty is unset.</summary>
    public string? this[string name] =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set
        : _values[name] is JsonValue value && value.TryGetValue<string>(out var text) && text is not "" ? text
        : null;

    public static string NewKey(string kind) => $"llmf_{kind}_{RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40)}";

    public static LocalSettings Read(Workspace workspace) =>
        new(File.Exists(workspace.Path(Name)) ? Parse(workspace.Path(Name))["Values"] as JsonObject ?? [] : []);

    /// <summary>Makes the file from its example, with fresh keys, if it is not there; never touches one that is.</summary>
    public static LocalSettings ReadOrCreate(Workspace workspace)
    {
        var path = workspace.Path(Name);
        if (!File.Exists(path))
        {
            var example = Parse(path + ".example");
            example["Values"]![DevKey] = NewKey("dev");
            example["Values"]![AdminKey] = NewKey("admin");
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.WriteLine(example.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            Say.Line($"Created {Name} with a gateway key and an admin key of its own.");
        }

        return Read(workspace);
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            var lenient = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(File.ReadAllText(path), null, lenient) as JsonObject ?? throw new JsonException("It is not an object.");
        }
        catch (JsonException e)
        {
            throw new UserException($"{path} is not valid JSON: {e.Message}");
        }
    }
}
