namespace LlmFunctions.Batches;

/// <summary>How far a batch is.</summary>
public enum BatchStatus
{
    /// <summary>Its input is being read.</summary>
    Validating,

    /// <summary>Its input makes no sense, or it could not be worked on to its end. Final.</summary>
    Failed,

    /// <summary>Its lines are being worked on.</summary>
    InProgress,

    /// <summary>Its files are being written.</summary>
    Finalizing,

    /// <summary>Every line has a result. Final.</summary>
    Completed,

    /// <summary>Its time was over before all of its lines had a result. Final.</summary>
    Expired,

    /// <summary>The app does not want it any more; what is under way is waited for.</summary>
    Cancelling,

    /// <summary>Given up because the app asked for it. Final.</summary>
    Cancelled,
}
