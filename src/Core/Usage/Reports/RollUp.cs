namespace LlmFunctions.Usage.Reports;

/// <summary>The sums of one app in one hour, on one day or in one week.</summary>
/// <param name="Cube">What they tell apart.</param>
/// <param name="Grain">Whether it is an hour, a day or a week.</param>
/// <param name="Start">When that began.</param>
/// <param name="App">The app.</param>
/// <param name="Content">The sums, as <see cref="RollUpContent"/> writes them.</param>
public sealed record RollUp(RollUpCube Cube, RollUpGrain Grain, DateTimeOffset Start, string App, ReadOnlyMemory<byte> Content)
{
    /// <summary>The largest <see cref="Content"/> that a store must take.</summary>
    public const int MostBytes = 700 * 1024;
}
