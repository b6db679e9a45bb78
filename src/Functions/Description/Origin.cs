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

    /// <summary>The same, or it takes in a job that makes the calls.</summary>
    CallOrJob,

    /// <summary>It takes in a job; what comes of its calls is in the body.</summary>
    Job,
}
