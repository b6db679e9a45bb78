namespace LlmFunctions.Bench;

internal static class LimitsBenchmark
{
    public static Task RunAsync(BenchOptions options, CancellationToken cancellationToken) => Task.CompletedTask;
}
