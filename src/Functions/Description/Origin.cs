namespace LlmFunctions.Functions.Description;

/// <summary>What the headers of an endpoint's answers tell of where they come from.</summary>
internal enum Origin
{
    /// <summary>It asks no model.</summary>
    None,

    /// <summary>It is about a model and names it.</summary>
    Model,

    /// <summary>It calls models, with all that can come of it: attempts, limits, failures of providers.</summary>
    Call,
}
