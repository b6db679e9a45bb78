using System.Globalization;
using System.Text.Json.Nodes;

namespace DevTool.Verbs;

/// <summary>Issues a gateway key. The key alone goes to stdout, so that scripts can capture it.</summary>
internal sealed class KeyCreate : IVerb
{
    private static readonly Option App = new("--app", "<name>", "The application that the key is for; required.");
    private static readonly Option Label = new("--name", "<label>", "What to call the key in lists.");
    private static readonly Option Expires = new("--expires", "<30d or date>", "When it stops working: days from now, or a date (UTC).");

    public string Name => "key create";

    public string Summary => "Issues a gateway key; it is shown this once.";

    public string Operand => "";

    public IReadOnlyList<Option> Options => [App, Label, Expires, ManagementApi.Url, ManagementApi.AdminKey];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["app"] = arguments.Required(App.Name) };
        if (arguments.Value(Label.Name) is { } label)
        {
            body["name"] = label;
        }

        if (arguments.Value(Expires.Name) is { } expires)
        {
            body["expires_at"] = Moment(expires, arguments).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }

        using var api = ManagementApi.From(arguments, workspace);
        var created = await api.SendAsync(HttpMethod.Post, "keys", body, cancellationToken);
        var key = created["key"]?.ToString() ?? throw new UserException("The answer holds no key.");
        Say.Error($"Key {created["id"]} for app {created["app"]}{(created["expires_at"] is { } at ? $", until {at}" : "")}. It is not shown again:");
        Say.Line(key);
        return 0;
    }

    private static DateTime Moment(string text, Arguments arguments)
    {
        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36500)
        {
            return DateTime.UtcNow.AddDays(days);
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : throw arguments.Wrong($"{Expires.Name} must be days such as 30d or a date such as 2030-12-31, not '{text}'.");
    }
}
