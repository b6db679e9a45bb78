using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace LlmFunctions.Bench.Micro;

/// <summary>How a call's cost grows with the prompt, with the length of a stream, and with the number of providers and apps. Of candidates: <see cref="RoutingBenchmark"/>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
[MemoryDiagnoser]
public class GrowthBenchmark
{
    private CallRig _rig = null!;

    /// <summary>Characters of the prompt, events of the stream, providers, apps.</summary>
    [Params("200, 0, 1, 1", "20000, 0, 1, 1", "2000000, 0, 1, 1", "200, 20, 1, 1", "200, 200, 1, 1", "200, 2000, 1, 1", "200, 0, 20, 1", "200, 0, 200, 1", "200, 0, 1, 100", "200, 0, 1, 10000")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] numbers = [.. Shape.Split(',').Select(static text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        _rig = new CallRig(DialectPair.All[0], new CallShape { Prompt = numbers[0], Events = numbers[1], Providers = numbers[2], Apps = numbers[3] });
    }

    [GlobalCleanup]
    public void Cleanup() => _rig.Dispose();

    [Benchmark]
    public int Call() => _rig.Run().Length;
}
