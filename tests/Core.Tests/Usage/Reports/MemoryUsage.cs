using LlmFunctions.Usage;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Core.Tests.Usage.Reports;

/// <summary>Records and roll-ups in memory.</summary>
internal sealed class MemoryUsage : IUsageLedger, IUsageReader, IRollUpStore
{
    private RollUpProgress _progress = new(null, null);

    public List<UsageLine> Records { get; } = [];

    public Dictionary<(RollUpCube, RollUpGrain, DateTimeOffset, string), RollUp> RollUps { get; } = [];

    public DateTimeOffset? Through => _progress.Through;

    /// <summary>What the store's clock says; later than all others where a test does not say.</summary>
    public DateTimeOffset Time { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>How many records were read.</summary>
    public int Reads { get; private set; }

    /// <summary>How many roll-ups were read.</summary>
    public int RollUpsRead { get; private set; }

    /// <summary>How many writes go well before the process dies; null for all.</summary>
    public int? WritesUntilDeath { get; set; }

    /// <summary>Called before each write, to let somebody else in between.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    public Task ReadAsync(string? app, DateTimeOffset from, DateTimeOffset to, Action<UsageLine> each, CancellationToken cancellationToken)
    {
        foreach (UsageLine line in Records.Where(line => (app is null || line.App == app) && line.StartedAt >= from && line.StartedAt < to).ToList())
        {
            Reads++;
            each(line);
        }

        return Task.CompletedTask;
    }

    public Task<DateTimeOffset?> FirstDayAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        Task.FromResult<DateTimeOffset?>(Records.Where(line => line.StartedAt >= from).Select(static line => Times.Day(line.StartedAt)).Order().Cast<DateTimeOffset?>().FirstOrDefault());

    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(Records.RemoveAll(line => line.StartedAt < before));

    public Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => Task.FromResult(Time);

    public Task<RollUpProgress> ReadProgressAsync(CancellationToken cancellationToken) => Task.FromResult(_progress);

    public Task<bool> AdvanceAsync(RollUpProgress from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        DieMaybe();
        bool isCurrent = from == _progress;
        if (isCurrent)
        {
            _progress = new RollUpProgress(to, Guid.NewGuid().ToString());
        }

        return Task.FromResult(isCurrent);
    }

    public async Task WriteAsync(RollUp rollUp, CancellationToken cancellationToken)
    {
        if (BeforeWrite is { } meanwhile)
        {
            BeforeWrite = null;
            await meanwhile();
        }

        DieMaybe();
        RollUps[(rollUp.Cube, rollUp.Grain, rollUp.Start, rollUp.App)] = rollUp;
    }

    public Task<IReadOnlyList<RollUp>> ReadAsync(
        RollUpCube cube, RollUpGrain grain, string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        RollUp[] read = [.. RollUps.Values.Where(one => one.Cube == cube && one.Grain == grain && (app is null || one.App == app) && one.Start >= from && one.Start < to)];
        RollUpsRead += read.Length;
        return Task.FromResult<IReadOnlyList<RollUp>>(read);
    }
    public Task<int> PurgeAsync(RollUpGrain grain, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var old = RollUps.Where(one => one.Value.Grain == grain && one.Value.Start < before).Select(static one => one.Key).ToList();
        old.ForEach(key => RollUps.Remove(key));
        return Task.FromResult(old.Count);
    }

    public List<DateTimeOffset> Late { get; } = [];

    public Task NoteLateAsync(DateTimeOffset hour, CancellationToken cancellationToken)
    {
        Late.Add(hour);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<RollUpProgress>> ReadLateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RollUpProgress>>([.. Late.Distinct().Select(static hour => new RollUpProgress(hour, "1"))]);

    public Task ForgetLateAsync(RollUpProgress late, CancellationToken cancellationToken)
    {
        Late.RemoveAll(hour => hour == late.Through);
        return Task.CompletedTask;
    }

    public Task AppendAsync(UsageRecord record, CancellationToken cancellationToken)
    {
        Records.Add(UsageLines.Some(1, 1, record.StartedAt, record.StartedAt).Single() with { Cost = record.Cost });
        return Task.CompletedTask;
    }

    private void DieMaybe()
    {
        if (WritesUntilDeath-- == 0)
        {
            throw new IOException("The process died.");
        }
    }
}
