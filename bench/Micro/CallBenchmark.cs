using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace LlmFunctions.Bench.Micro;

/// <summary>A call through all stages, from the client's bytes to the client's bytes, by pair of dialects.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class CallBenchmark
{
    private CallRig _rig = null!;

    [Params("openai to openai", "anthropic to openai", "openai to anthropic", "anthropic to anthropic")]
    public string Dialects { get; set; } = "";

    /// <summary>None for a whole answer.</summary>
    [Params(0, 20)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup() => _rig = new CallRig(DialectPair.All.Single(pair => pair.ToString() == Dialects), new CallShape { Events = Events });

    [GlobalCleanup]
    public void Cleanup() => _rig.Dispose();

    [Benchmark]
    public int Call() => _rig.Run().Length;
}
