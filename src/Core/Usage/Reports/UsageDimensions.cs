namespace LlmFunctions.Usage.Reports;

/// <summary>What sums can be told apart by.</summary>
[Flags]
public enum UsageDimensions
{
    None = 0,

    App = 1,

    Provider = 2,

    Model = 4,

    /// <summary>An account of a provider; its name alone says nothing.</summary>
    Account = 8 | Provider,

    User = 16,

    /// <summary>The gateway key.</summary>
    Key = 32,

    Hour = 64,

    Day = 128,

    Experiment = 256,

    /// <summary>A variant of an experiment; its name alone says nothing.</summary>
    Variant = 512 | Experiment,
}
