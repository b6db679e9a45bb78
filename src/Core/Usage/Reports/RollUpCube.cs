namespace LlmFunctions.Usage.Reports;

/// <summary>
/// Which dimensions a roll-up tells apart. Users can be many, models are few: told apart together, each user would multiply the rows of
/// all reports.
/// </summary>
public enum RollUpCube
{
    /// <summary>Provider, account and model.</summary>
    Models,

    /// <summary>The end user.</summary>
    Users,

    /// <summary>The gateway key.</summary>
    Keys,

    /// <summary>Experiment and variant; of calls that no experiment splits there is nothing.</summary>
    Experiments,
}
