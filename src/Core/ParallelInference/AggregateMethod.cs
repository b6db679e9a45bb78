namespace LlmFunctions.ParallelInference;

/// <summary>How one answer is made of those of several models.</summary>
public enum AggregateMethod
{
    /// <summary>It is not: the results are all there is.</summary>
    None,

    /// <summary>A judge picks the best.</summary>
    BestOf,

    /// <summary>The answer that most models gave.</summary>
    Vote,

    /// <summary>A judge ranks all of them and gives reasons.</summary>
    Judge,
}
