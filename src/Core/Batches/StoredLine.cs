using LlmFunctions.Usage;

namespace LlmFunctions.Batches;

/// <summary>What came of a line.</summary>
/// <param name="Index">Which request of the batch it is, from 0.</param>
/// <param name="IsError">Whether it belongs in the error file.</param>
/// <param name="Result">The line of the file that it becomes.</param>
/// <param name="Records">What its attempts used.</param>
public sealed record StoredLine(int Index, bool IsError, ReadOnlyMemory<byte> Result, IReadOnlyList<UsageRecord> Records);
