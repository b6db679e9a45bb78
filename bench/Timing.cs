namespace LlmFunctions.Bench;

/// <summary>Milliseconds of one call.</summary>
/// <param name="First">To the first bytes of the body: of a stream its first event.</param>
/// <param name="Total">To its end.</param>
internal readonly record struct Timing(double First, double Total);
