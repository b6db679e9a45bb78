namespace LlmFunctions.Usage.Reports;

/// <summary>Which usage is asked for.</summary>
public sealed record UsageQuery
{
    public required DateTimeOffset From { get; init; }

    /// <summary>The first moment that is not meant any more.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>What is told apart.</summary>
    public UsageDimensions GroupBy { get; init; }

    /// <summary>Only this app; null for all.</summary>
    public string? App { get; init; }

    public string? Provider { get; init; }

    public string? Account { get; init; }

    public string? Model { get; init; }

    public string? User { get; init; }

    public string? Key { get; init; }

    public string? Experiment { get; init; }

    /// <summary>Whether records are read though there are roll-ups: exact in time, and with all dimensions at once, but slower.</summary>
    public bool FromRecords { get; init; }

    /// <summary>What must be told apart to answer it.</summary>
    internal UsageDimensions Needs =>
        GroupBy
        | (Provider is null ? UsageDimensions.None : UsageDimensions.Provider)
        | (Account is null ? UsageDimensions.None : UsageDimensions.Account)
        | (Model is null ? UsageDimensions.None : UsageDimensions.Model)
        | (User is null ? UsageDimensions.None : UsageDimensions.User)
        | (Key is null ? UsageDimensions.None : UsageDimensions.Key)
        | (Experiment is null ? UsageDimensions.None : UsageDimensions.Experiment);

    internal bool Wants(UsageKey key) =>
        Is(App, key.App) && Is(Provider, key.Provider) && Is(Account, key.Account) && Is(UsageNames.Short(Model), key.Model) && Is(UsageNames.Short(User), key.User) && Is(Key, key.Key) && Is(Experiment, key.Experiment);

    private static bool Is(string? wanted, string? name) => wanted is null || string.Equals(wanted, name, StringComparison.Ordinal);
}
