namespace LlmFunctions.Bench.Comparison;

/// <summary>What came of one turn of streams.</summary>
/// <param name="Streams">Those that were complete, but for the first of each connection.</param>
/// <param name="First">Milliseconds from the request to the first piece of the answer.</param>
/// <param name="LongestGap">The longest silence in the middle of a stream, in milliseconds.</param>
internal sealed record StreamResult(long Streams, Percentiles First, double LongestGap);
