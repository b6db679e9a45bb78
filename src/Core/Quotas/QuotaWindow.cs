namespace LlmFunctions.Quotas;

/// <summary>For how long a limit counts before it begins anew, by the clock of UTC.</summary>
public enum QuotaWindow
{
    /// <summary>From :00 to :59.</summary>
    Minute,

    /// <summary>A full hour.</summary>
    Hour,

    /// <summary>From midnight to midnight.</summary>
    Day,

    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>For ever.</summary>
    Total,
}
