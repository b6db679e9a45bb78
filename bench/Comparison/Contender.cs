using System.Diagnostics;

namespace LlmFunctions.Bench.Comparison;

/// <summary>What is called: the provider itself, or a gateway in front of it.</summary>
/// <param name="name">How tables call it.</param>
/// <param name="start">Starts its process; null for the provider, which has one already.</param>
/// <param name="makeCall">Makes the request of a scenario; null where it has none.</param>
internal sealed class Contender(string name, Func<ChildProcess>? start, Func<Scenario, Call?> makeCall) : IDisposable
{
    private ChildProcess? _process;

    public string Name => name;

    public bool IsGateway => start is not null;

    /// <summary>Its resident memory in MiB.</summary>
    public double ResidentMiB => (_process ?? throw new InvalidOperationException($"{name} does not run.")).ResidentMiB;

    /// <summary>What must be as at the beginning, whoever had a turn before.</summary>
    public Func<CancellationToken, Task> BeforeTurn { get; init; } = static _ => Task.CompletedTask;

    public Call? CallOf(Scenario scenario) => makeCall(scenario);

    /// <summary>Starts it, and returns how long it took until its first answer.</summary>
    public async Task<TimeSpan> StartAsync(CancellationToken cancellationToken)
    {
        if (start is null)
        {
            return TimeSpan.Zero;
        }

        Dispose();
        long begin = Stopwatch.GetTimestamp();
        _process = start();
        await _process.AnswersAsync(makeCall(Scenario.Whole)!, cancellationToken);
        return Stopwatch.GetElapsedTime(begin);
    }

    public void Dispose()
    {
        _process?.Dispose();
        _process = null;
    }
}
