namespace LlmFunctions.Usage.Reports;

/// <summary>The order of a report: by time, then by names.</summary>
public sealed class UsageKeyOrder : IComparer<UsageKey>
{
    public static UsageKeyOrder Instance { get; } = new();

    public int Compare(UsageKey? x, UsageKey? y)
    {
        int order = Nullable.Compare(x?.Start, y?.Start);
        for (int i = 0; order == 0 && i < Names.Length; i++)
        {
            order = string.CompareOrdinal(x is null ? null : Names[i](x), y is null ? null : Names[i](y));
        }

        return order;
    }

    private static readonly Func<UsageKey, string?>[] Names =
        [static key => key.App, static key => key.Provider, static key => key.Account, static key => key.Model, static key => key.User, static key => key.Key, static key => key.Experiment, static key => key.Variant];
}
