namespace LlmFunctions.ModelManagement;

/// <summary>Whether a required model is there.</summary>
public enum RequiredModelState
{
    /// <summary>It is not there, and nothing fetches it.</summary>
    Missing,

    /// <summary>It is being fetched.</summary>
    Pulling,

    /// <summary>It is there.</summary>
    Present,

    /// <summary>It could not be fetched; the next check tries again.</summary>
    Failed,

    /// <summary>The provider could not be asked.</summary>
    Unknown,
}
