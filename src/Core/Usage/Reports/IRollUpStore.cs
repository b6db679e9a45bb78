namespace LlmFunctions.Usage.Reports;

/// <summary>Where roll-ups are kept.</summary>
public interface IRollUpStore
{
    /// <summary>What time it is by the store's clock, which is one for all instances.</summary>
    Task<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken);

    /// <summary>Up to when all hours and days are rolled up.</summary>
    Task<RollUpProgress> ReadProgressAsync(CancellationToken cancellationToken);

    /// <summary>Says that all before a moment are rolled up now. False when somebody else said something meanwhile.</summary>
    Task<bool> AdvanceAsync(RollUpProgress from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Keeps a roll-up in the place of the one that there was.</summary>
    Task WriteAsync(RollUp rollUp, CancellationToken cancellationToken);

    /// <summary>The roll-ups that begin in a span of time, of one app or of all.</summary>
    Task<IReadOnlyList<RollUp>> ReadAsync(RollUpCube cube, RollUpGrain grain, string? app, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Notes that a record of an hour came late.</summary>
    Task NoteLateAsync(DateTimeOffset hour, CancellationToken cancellationToken);

    /// <summary>The hours that were noted, each with the version of its note.</summary>
    Task<IReadOnlyList<RollUpProgress>> ReadLateAsync(CancellationToken cancellationToken);

    /// <summary>Deletes a note, unless the hour was noted again meanwhile.</summary>
    Task ForgetLateAsync(RollUpProgress late, CancellationToken cancellationToken);

    /// <summary>Deletes those that began before a moment; returns how many.</summary>
    Task<int> PurgeAsync(RollUpGrain grain, DateTimeOffset before, CancellationToken cancellationToken);
}
