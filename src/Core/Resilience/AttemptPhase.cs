namespace LlmFunctions.Resilience;

/// <summary>What of an answer is waited for.</summary>
internal enum AttemptPhase
{
    /// <summary>Its headers.</summary>
    Headers,

    /// <summary>Its body, in one piece.</summary>
    Body,

    /// <summary>The first piece of a stream.</summary>
    FirstToken,

    /// <summary>A further piece of a stream.</summary>
    Idle,

    /// <summary>The terminal event of a stream that has said all.</summary>
    Ending,
}
