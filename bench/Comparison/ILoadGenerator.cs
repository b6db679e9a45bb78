namespace LlmFunctions.Bench.Comparison;

/// <summary>A program that sends one request again and again over so many connections. None of them is ours.</summary>
internal interface ILoadGenerator
{
    string Name { get; }

    Task<LoadResult> RunAsync(Call call, int connections, TimeSpan duration, CancellationToken cancellationToken);
}
