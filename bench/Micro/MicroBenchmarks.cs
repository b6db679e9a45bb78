using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace LlmFunctions.Bench.Micro;

/// <summary>Runs what is measured within this process.</summary>
internal static class MicroBenchmarks
{
    // Iterations so short that, though other work shares the machine, some of them are not interrupted.
    private static readonly TimeInterval ShortEnough = TimeInterval.FromMilliseconds(20);

    /// <summary>Translators, whole calls, and how their cost grows.</summary>
    public static void Run() => Run(typeof(StageBenchmark), typeof(CallBenchmark), typeof(GrowthBenchmark));

    /// <summary>What a call takes for the cache, for guardrails, and for a configuration that may change.</summary>
    public static void RunFeatures() => Run(typeof(CacheBenchmark), typeof(GuardBenchmark), typeof(ReloadBenchmark));

    private static void Run(params Type[] benchmarks) => BenchmarkRunner.Run(
        benchmarks,
        DefaultConfig.Instance
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(20).WithIterationCount(30).WithIterationTime(ShortEnough))
            .AddColumn(StatisticColumn.Min)
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "llm-functions-bench")));
}
