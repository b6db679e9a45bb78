namespace LlmFunctions.Routing;

/// <summary>Why a candidate cannot serve a call.</summary>
internal enum Refusal
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It can, but others are better suited.</summary>
    Doubtful,

    /// <summary>Its model was retired.</summary>
    Retired,

    /// <summary>The app may not call it.</summary>
    NotAllowed,

    /// <summary>It cannot do what is asked for.</summary>
    Capability,

    /// <summary>The prompt is too long for it.</summary>
    ContextLength,

    /// <summary>It would cost more than the request allows.</summary>
    Price,

    /// <summary>It is down, or has no account that may be used now.</summary>
    Health,
}
