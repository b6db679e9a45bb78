using LlmFunctions.Errors;

namespace LlmFunctions.Management;

/// <summary>A kind of object that can be configured while the app runs.</summary>
public sealed record ConfigurationKind
{
    /// <summary>The name of the only object of the kind <see cref="Routing"/>.</summary>
    public const string OnlyName = "default";

    private const int LongestName = 64;
    private const int LongestModel = 200;

    private ConfigurationKind(string name, string? parent, bool isOfProvider = false)
    {
        Name = name;
        Parent = parent;
        IsOfProvider = isOfProvider;
    }

    public static ConfigurationKind Providers { get; } = new("providers", "Gateway:Providers");

    /// <summary>Accounts of providers, named <c>provider/account</c>.</summary>
    public static ConfigurationKind Accounts { get; } = new("accounts", "Gateway:Providers", isOfProvider: true);

    /// <summary>What is known of models, named <c>provider/model</c>.</summary>
    public static ConfigurationKind Models { get; } = new("models", null, isOfProvider: true);

    /// <summary>Prices of models, named <c>provider/model</c>.</summary>
    public static ConfigurationKind Prices { get; } = new("prices", null, isOfProvider: true);

    public static ConfigurationKind Apps { get; } = new("apps", "Gateway:Apps");

    public static ConfigurationKind Routes { get; } = new("routes", "Gateway:Routing:Routes");

    public static ConfigurationKind Quotas { get; } = new("quotas", "Gateway:Quotas");

    /// <summary>Rules of what is an alert.</summary>
    public static ConfigurationKind Alerts { get; } = new("alerts", "Gateway:Alerts");

    public static ConfigurationKind Experiments { get; } = new("experiments", "Gateway:Experiments");

    /// <summary>What the settings of routing have besides routes; one object, named <see cref="OnlyName"/>.</summary>
    public static ConfigurationKind Routing { get; } = new("routing", "Gateway:Routing");

    /// <summary>Every kind, in the order in which they are shown and exported.</summary>
    public static IReadOnlyList<ConfigurationKind> All { get; } =
    [
        Providers,
        Accounts,
        Models,
        Prices,
        Routing,
        Routes,
        Apps,
        Quotas,
        Alerts,
        Experiments,
    ];

    /// <summary>The name in addresses and files.</summary>
    public string Name { get; }

    /// <summary>The section of the settings below which its objects are; null where the settings have none of the kind.</summary>
    public string? Parent { get; }

    /// <summary>Whether its objects are named <c>provider/…</c>.</summary>
    public bool IsOfProvider { get; }

    /// <summary>How names of the kind are compared: models' ids as they are, all others without regard to case.</summary>
    internal StringComparer Comparer => Parent is null ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    public static ConfigurationKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>Checks a name and gives it the form that it is kept in.</summary>
    /// <exception cref="GatewayException">No object of the kind can have this name.</exception>
    public string Accept(string name)
    {
        if (this == Routing)
        {
            return name == OnlyName ? name : throw Refuse($"the only object is '{OnlyName}'");
        }

        if (!IsOfProvider)
        {
            return IsPlain(name) ? Fold(name) : throw Refuse(Plain);
        }

        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || !IsPlain(name[..slash]))
        {
            throw Refuse("the form is provider/…");
        }

        string rest = name[(slash + 1)..];
        return this == Accounts
            ? IsPlain(rest) ? name.ToLowerInvariant() : throw Refuse(Plain)
            : rest.Length is >= 1 and <= LongestModel && rest.All(static c => c is > ' ' and <= '~') ? name[..slash].ToLowerInvariant() + name[slash..] : throw Refuse($"a model's id has 1 to {LongestModel} printable ASCII characters");
    }

    /// <summary>The section of the settings that an object of an accepted name has; null where there is none.</summary>
    internal string? Section(string name) => this == Routing ? Parent
        : this == Accounts ? $"{Parent}:{name.Replace("/", ":Accounts:", StringComparison.Ordinal)}"
        : Parent is null ? null : $"{Parent}:{name}";

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static string Plain => $"use 1 to {LongestName} letters, digits, - _ and ., the first a letter or a digit";

    // A colon separates the parts of a setting's name, and an underscore those of a key: what is let through here can be neither.
    private static bool IsPlain(string name) =>
        name.Length is >= 1 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private string Fold(string name) => this == Providers ? name.ToLowerInvariant() : name;

    private GatewayException Refuse(string why) => new(ErrorKind.InvalidRequest, $"This is not a name for one of the {Name}: {why}.", "name");
}
