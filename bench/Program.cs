using System.Runtime.InteropServices;
using LlmFunctions.Bench;
using LlmFunctions.Bench.Comparison;
using LlmFunctions.Bench.Micro;
using LlmFunctions.Bench.Provider;

CompareOptions? comparison = CompareOptions.Parse(args);
BenchOptions options = comparison is null ? BenchOptions.Parse(args) : new BenchOptions();
if (options.Problem is not null)
{
    await Console.Error.WriteLineAsync(options.Problem);
    return 2;
}

using var stop = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
{
    context.Cancel = true;
    stop.Cancel();
});
if (comparison is not null)
{
    await PeerComparison.RunAsync(comparison, stop.Token);
    return 0;
}

switch (options.Verb)
{
    case BenchOptions.Latency:
        await LatencyBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Memory:
        await MemoryBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Parallel:
        await ParallelBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Batch:
        await BatchBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Routing:
        RoutingBenchmark.Start();
        return 0;
    case BenchOptions.Micro:
        MicroBenchmarks.Run();
        return 0;
    case BenchOptions.Features:
        MicroBenchmarks.RunFeatures();
        return 0;
    case BenchOptions.Usage:
        await UsageBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Limits:
        await LimitsBenchmark.RunAsync(options, stop.Token);
        return 0;
    case BenchOptions.Provider:
        await LocalProvider.ServeAsync(options.Tokens);
        return 0;
    default:
        await Console.Out.WriteLineAsync(BenchOptions.Text);
        return 0;
}
