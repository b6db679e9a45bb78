namespace LlmFunctions.Routing.Strategies;

/// <summary>What a strategy knows of the call.</summary>
/// <param name="Demand">What the call needs.</param>
/// <param name="Turn">How many calls of the same candidates there were before.</param>
/// <param name="ExpectedOutputTokens">How long an answer is taken to be where the request sets no limit.</param>
internal readonly record struct RankingContext(Demand Demand, uint Turn, int ExpectedOutputTokens);
