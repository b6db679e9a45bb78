using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using LlmFunctions.Caching;
using LlmFunctions.Configuration;

namespace LlmFunctions.Bench.Micro;

/// <summary>A call with a prompt of 4 KiB whose answer is kept in memory, one whose answer is not and is kept anew, and one that the cache is not asked for.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class CacheBenchmark
{
    private CallRig _rig = null!;

    [Params("off", "miss", "hit")]
    public string Cache { get; set; } = "";

    /// <summary>None for a whole answer.</summary>
    [Params(0, 20)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup() => _rig = new CallRig(
        DialectPair.All[0],
        new CallShape { Events = Events, Text = Prompts.Plain },
        new GatewayOptions { Cache = new CacheOptions { Enabled = Cache != "off" } },
        new CacheWishes(NoCache: Cache == "miss", NoStore: false, MaxAge: null));

    [GlobalCleanup]
    public void Cleanup() => _rig.Dispose();

    [Benchmark]
    public int Call() => _rig.Run().Length;
}
