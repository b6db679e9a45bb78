namespace LlmFunctions.Quotas;

/// <summary>What happens at a limit.</summary>
public enum QuotaMode
{
    /// <summary>Calls are refused.</summary>
    Hard,

    /// <summary>The log tells it once a window.</summary>
    Soft,
}
