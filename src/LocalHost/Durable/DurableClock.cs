namespace LlmFunctions.LocalHost.Durable;

/// <summary>Times that grow with every look: events that one process raises keep their order.</summary>
internal sealed class DurableClock(TimeProvider time)
{
    private long _last;

    public DateTimeOffset Now => time.GetUtcNow();

    public long NextTicks()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, time.GetUtcNow().UtcTicks);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
