namespace LlmFunctions.Functions.Http;

/// <summary>Which figures an endpoint tells.</summary>
[Flags]
internal enum UsageView
{
    None = 0,

    /// <summary>How attempts ended, and their tokens.</summary>
    Usage = 1,

    /// <summary>What they cost.</summary>
    Cost = 2,

    /// <summary>How long they took, and how many failed.</summary>
    Performance = 4,

    All = Usage | Cost | Performance,
}
