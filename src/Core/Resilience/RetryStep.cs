namespace LlmFunctions.Resilience;

/// <summary>What is worth a try after a failure.</summary>
public enum RetryStep
{
    /// <summary>Nothing: every provider would say the same, or nobody is there any more to be answered.</summary>
    End,

    /// <summary>The same again, after a while: the failure is likely to pass.</summary>
    Retry,

    /// <summary>Whoever else there is, at once, because the provider asked to be left alone; else the same when it allows it.</summary>
    Elsewhere,

    /// <summary>Another candidate first: who has been silent for so long is likely to stay so.</summary>
    Silent,

    /// <summary>Another account: this one has no credit or is not accepted.</summary>
    NextAccount,

    /// <summary>Another candidate: no account of this one could do better.</summary>
    NextCandidate,

    /// <summary>Candidates that may be sent more tokens.</summary>
    LargerWindow,

    /// <summary>Candidates of another model, which may judge the prompt otherwise.</summary>
    OtherModel,
}
