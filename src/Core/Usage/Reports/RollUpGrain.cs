namespace LlmFunctions.Usage.Reports;

/// <summary>How long a roll-up is about.</summary>
public enum RollUpGrain
{
    Hour,

    Day,

    /// <summary>From Monday on.</summary>
    Week,
}
