namespace LlmFunctions.Resilience;

/// <summary>What an attempt's end says about its target.</summary>
public enum OutcomeKind
{
    /// <summary>It works.</summary>
    Success,

    /// <summary>It could not be reached, failed, or sent what cannot be understood.</summary>
    Error,

    /// <summary>It did not answer in time.</summary>
    Timeout,

    /// <summary>Its stream broke off.</summary>
    Cut,

    /// <summary>It wants fewer calls.</summary>
    RateLimited,

    /// <summary>It refused the credentials.</summary>
    Refused,

    /// <summary>Nothing: the request was at fault, or the client left.</summary>
    None,
}
