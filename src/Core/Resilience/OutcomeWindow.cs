namespace LlmFunctions.Resilience;

/// <summary>How the attempts of the last five minutes ended. Not safe for concurrent use.</summary>
internal sealed class OutcomeWindow
{
    private const int Slots = 10;
    private const int Kinds = (int)OutcomeKind.None;
    private static readonly long SlotTicks = TimeSpan.FromMinutes(5).Ticks / Slots;

    private readonly int[] _slots = new int[Slots * Kinds];
    private readonly int[] _sums = new int[Kinds];
    private long _slot;

    public void Add(OutcomeKind kind, DateTimeOffset now)
    {
        if (kind != OutcomeKind.None)
        {
            Advance(now);
            _slots[((int)(_slot % Slots) * Kinds) + (int)kind]++;
            _sums[(int)kind]++;
        }
    }

    public OutcomeCounts Counts(DateTimeOffset now)
    {
        Advance(now);
        return new OutcomeCounts(
            _sums[(int)OutcomeKind.Success],
            _sums[(int)OutcomeKind.Error],
            _sums[(int)OutcomeKind.Timeout],
            _sums[(int)OutcomeKind.Cut],
            _sums[(int)OutcomeKind.RateLimited],
            _sums[(int)OutcomeKind.Refused]);
    }

    private void Advance(DateTimeOffset now)
    {
        long slot = now.Ticks / SlotTicks;
        for (long steps = Math.Min(slot - _slot, Slots); steps > 0; steps--)
        {
            Span<int> emptied = _slots.AsSpan((int)((slot - steps + 1) % Slots) * Kinds, Kinds);
            for (int kind = 0; kind < Kinds; kind++)
            {
                _sums[kind] -= emptied[kind];
            }

            emptied.Clear();
        }

        _slot = Math.Max(slot, _slot);
    }
}
