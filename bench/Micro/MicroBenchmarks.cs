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

    public static void Run() => BenchmarkRunner.Run(
        [typeof(StageBenchmark), typeof(CallBenchmark), typeof(RulesBenchmark), typeof(GrowthBenchmark)],
        DefaultConfig.Instance
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(20).WithIterationCount(30).WithIterationTime(ShortEnough))
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "llm-functions-bench")));
}
