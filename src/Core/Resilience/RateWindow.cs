namespace LlmFunctions.Resilience;

/// <summary>What was used in the last minute, against a limit. Not safe for concurrent use.</summary>
internal sealed class RateWindow(long limit)
{
    private const int Slots = 12;
    private static readonly long SlotTicks = TimeSpan.FromMinutes(1).Ticks / Slots;

    private readonly long[] _used = new long[Slots];
    private long _slot;
    private long _sum;

    public void Add(long amount, DateTimeOffset now)
    {
        Advance(now);
        _used[_slot % Slots] += amount;
        _sum += amount;
    }

    /// <summary>How long until there is room again; null when there is.</summary>
    public TimeSpan? Wait(DateTimeOffset now)
    {
        Advance(now);
        long left = _sum;
        for (long slot = _slot - Slots + 1; left >= limit && slot <= _slot; slot++)
        {
            left -= slot < 0 ? 0 : _used[slot % Slots];
            if (left < limit)
            {
                // This slot is out of the window a minute after it began.
                return new TimeSpan(((slot + Slots) * SlotTicks) - now.Ticks);
            }
        }

        return null;
    }

    private void Advance(DateTimeOffset now)
    {
        long slot = now.Ticks / SlotTicks;
        for (long steps = Math.Min(slot - _slot, Slots); steps > 0; steps--)
        {
            long emptied = (slot - steps + 1) % Slots;
            _sum -= _used[emptied];
            _used[emptied] = 0;
        }

        _slot = Math.Max(slot, _slot);
    }
}
