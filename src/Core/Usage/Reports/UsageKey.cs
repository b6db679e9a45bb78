namespace LlmFunctions.Usage.Reports;

/// <summary>What a sum is of; what is null is not told apart.</summary>
public sealed record UsageKey
{
    public string? App { get; init; }

    public string? Provider { get; init; }

    public string? Account { get; init; }

    public string? Model { get; init; }

    /// <summary>The end user; empty for calls that named none.</summary>
    public string? User { get; init; }

    public string? Key { get; init; }

    public string? Experiment { get; init; }

    public string? Variant { get; init; }

    /// <summary>The hour or the day.</summary>
    public DateTimeOffset? Start { get; init; }

    internal static UsageKey Of(UsageLine line) => new()
    {
        App = line.App,
        Provider = line.Provider,
        Account = line.Account,
        Model = UsageNames.Short(line.Model),
        User = UsageNames.Short(line.User) ?? "",
        Key = line.KeyId,
        Experiment = line.Experiment,
        Variant = line.Variant,
        Start = line.StartedAt,
    };

    /// <summary>The same with nothing but some dimensions.</summary>
    internal UsageKey Only(UsageDimensions dimensions) => new()
    {
        App = dimensions.HasFlag(UsageDimensions.App) ? App : null,
        Provider = dimensions.HasFlag(UsageDimensions.Provider) ? Provider : null,
        Account = dimensions.HasFlag(UsageDimensions.Account) ? Account : null,
        Model = dimensions.HasFlag(UsageDimensions.Model) ? Model : null,
        User = dimensions.HasFlag(UsageDimensions.User) ? User : null,
        Key = dimensions.HasFlag(UsageDimensions.Key) ? Key : null,
        Experiment = dimensions.HasFlag(UsageDimensions.Experiment) ? Experiment : null,
        Variant = dimensions.HasFlag(UsageDimensions.Variant) ? Variant : null,
        Start = dimensions.HasFlag(UsageDimensions.Hour) ? Times.Hour(Start!.Value) : dimensions.HasFlag(UsageDimensions.Day) ? Times.Day(Start!.Value) : null,
    };
}
