namespace LlmFunctions.Testing;

/// <summary>What a process has used so far, as it sees itself.</summary>
/// <param name="Heap">Bytes of live objects.</param>
/// <param name="Resident">Bytes of physical memory.</param>
/// <param name="Allocated">Bytes allocated since it started.</param>
/// <param name="Processor">Processor time since it started.</param>
/// <param name="Threads">Threads of its pool.</param>
public sealed record ProcessFigures(long Heap, long Resident, long Allocated, TimeSpan Processor, long Threads);
