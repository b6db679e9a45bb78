namespace LlmFunctions.Bench.Comparison;

/// <summary>What came of one turn of load.</summary>
/// <param name="Requests">Answers, complete and good.</param>
/// <param name="RequestsASecond">The same a second.</param>
/// <param name="Latency">Milliseconds from the request to the end of its answer.</param>
/// <param name="Errors">Everything else: other statuses, broken connections, time-outs.</param>
internal sealed record LoadResult(long Requests, double RequestsASecond, Percentiles Latency, long Errors);
