using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.Configuration;

/// <summary>Reads typed settings of a section and collects what is wrong with them; an empty value counts as not set.</summary>
internal sealed class SettingReader(IConfigurationSection section, string path, List<string>? errors = null)
{
    private const decimal MostAmount = 1_000_000_000_000_000m;

    private static readonly string[] DateFormats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK"];

    private readonly List<string> _errors = errors ?? [];

    public string Name => section.Key;

    /// <summary>Whether nothing below has a value: an empty value counts as not set.</summary>
    public bool IsEmpty => section.AsEnumerable().All(static pair => string.IsNullOrWhiteSpace(pair.Value));

    public IReadOnlyList<string> Errors => _errors;

    public SettingReader Section(string name) => new(section.GetSection(name), $"{path}__{name}", _errors);

    public IEnumerable<SettingReader> Sections(string name) =>
        section.GetSection(name).GetChildren().Select(child => new SettingReader(child, $"{path}__{name}__{child.Key}", _errors));

    public void Fail(string name, string problem) => _errors.Add($"{(name.Length == 0 ? path : $"{path}__{name}")} {problem}.");

    public void AllowOnly(IReadOnlyList<string> names)
    {
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                Fail(child.Key, $"is not a setting; known here are {string.Join(", ", names)}");
            }
        }
    }

    /// <summary>Whether a setting, or any below it, has a value.</summary>
    public bool Has(string name) => section.GetSection(name).AsEnumerable().Any(static setting => !string.IsNullOrWhiteSpace(setting.Value));

    public string? Text(string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name]!.Trim();

    public Uri? Url(string name) => Url(name, "http or https", static scheme => scheme is "http" or "https");

    public Uri? SecureUrl(string name) => Url(name, "https", static scheme => scheme is "https");

    public bool? Switch(string name)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case null:
                return null;
            case "true" or "on" or "1":
                return true;
            case "false" or "off" or "0":
                return false;
            default:
                Fail(name, "must be on or off");
                return null;
        }
    }

    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
        {
            return number;
        }

        Fail(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>An exact decimal number that is not negative.</summary>
    public decimal? Amount(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount) && amount <= MostAmount)
        {
            return amount;
        }

        Fail(name, $"must be a number from 0 to {MostAmount}, with a point before its decimals");
        return null;
    }

    /// <summary>One of the names of an enumeration, in any case.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (char.IsAsciiLetter(text[0]) && Enum.TryParse(text, ignoreCase: true, out T choice) && Enum.IsDefined(choice))
        {
            return choice;
        }

        Fail(name, $"must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        return null;
    }

    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        TimeSpan? duration = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan span) ? span : null;
        if (duration >= least && duration <= most)
        {
            return duration;
        }

        Fail(name, $"must be a duration from {least:c} to {most:c}, in seconds or as hh:mm:ss");
        return null;
    }

    /// <summary>A day, from its beginning, or a time; in UTC where nothing else is said.</summary>
    public DateTimeOffset? Date(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date))
        {
            return date;
        }

        Fail(name, "must be a date such as 2026-12-31 or 2026-12-31T18:00:00Z");
        return null;
    }

    public IReadOnlyDictionary<string, string> Map(string name) => section.GetSection(name).GetChildren()
        .Where(static child => !string.IsNullOrEmpty(child.Value))
        .ToDictionary(static child => child.Key, static child => child.Value!, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> List(string name) =>
        [.. section.GetSection(name).GetChildren().Select(static child => child.Value?.Trim()).OfType<string>().Where(static value => value.Length > 0)];

    private Uri? Url(string name, string schemes, Func<string, bool> isAllowed)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && isAllowed(url.Scheme))
        {
            return url;
        }

        Fail(name, $"must be an absolute {schemes} address");
        return null;
    }
}
