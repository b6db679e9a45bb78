namespace LlmFunctions.Quotas;

/// <summary>
/// What this instance has of one counter. Calls take from it in memory; only when it is used up is the counter asked for more,
/// by one of them for all who wait.
/// </summary>
/// <param name="key">The counter.</param>
/// <param name="limit">The limit.</param>
/// <param name="share">The name of this instance's share, which no other has or had.</param>
/// <param name="store">Where the counter is.</param>
internal sealed class Allowance(QuotaKey key, decimal limit, string share, IQuotaStore store) : IDisposable
{
    private const int FirstStep = 16;

    // Whoever was told that there is nothing left does not ask again for this long.
    private static readonly TimeSpan Dry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly Lock _gate = new();
    private decimal _granted;
    private decimal _spent;
    private decimal _reserved;
    private decimal _reported;
    private decimal _taken;
    private decimal _step;
    private DateTimeOffset _dryUntil;
    private DateTimeOffset _askedAt;
    private bool _isStored;
    private bool _isTouched;
    private bool _isClosed;
    private bool _isGone;

    public QuotaKey Key => key;

    /// <summary>What is left for this instance to give out, as far as it knows.</summary>
    public decimal Remaining
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(0, limit - _taken + Free);
            }
        }
    }

    private decimal Free => _granted - _spent - _reserved;

    /// <summary>The limit may have been changed. Of a lower one nothing more is given out before the counter was asked.</summary>
    public void Adjust(decimal current)
    {
        lock (_gate)
        {
            if (current != limit)
            {
                _granted = current < limit ? Math.Min(_granted, _spent + _reserved) : _granted;
                _dryUntil = default;
                limit = current;
            }
        }
    }

    /// <summary>Reserves as much as there is between two amounts. Returns it, zero when there is not enough, or null when this allowance is closed.</summary>
    public async ValueTask<decimal?> ReserveAsync(decimal least, decimal most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (TryTake(most, most) is not 0 and var taken)
        {
            return taken;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            // Who waited before may have brought enough for all.
            if (TryTake(most, most) is not 0 and var left)
            {
                return left;
            }

            if (now >= _dryUntil)
            {
                await AskAsync(least, most, now, cancellationToken);
            }

            return TryTake(least, most);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Reserves without regard to the limit: for those that only warn.</summary>
    public bool Take(decimal amount)
    {
        lock (_gate)
        {
            _reserved += _isClosed ? 0 : amount;
            _isTouched = true;
            return !_isClosed;
        }
    }

    /// <summary>What was reserved is not under way any more, and this much of it was used.</summary>
    public void Settle(decimal reserved, decimal used)
    {
        lock (_gate)
        {
            _reserved -= reserved;
            _spent += used;
        }
    }

    /// <summary>
    /// Tells the counter what was used. Where nothing was asked for since the last time, what is left is given back; when the
    /// window is over or the instance ends, the share with it. Returns the counter, or null when there was nothing to tell.
    /// </summary>
    public async Task<QuotaCounter?> ReportAsync(bool close, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            decimal hold, spent;
            bool closes;
            lock (_gate)
            {
                bool isIdle = close || !_isTouched;
                closes = isIdle && _reserved == 0;
                _isTouched = false;

                // What is given back is not used any more from before the counter knows of it.
                decimal granted = isIdle ? Math.Min(_granted, _spent + _reserved) : _granted;
                bool isNews = _spent != _reported || granted != _granted || (closes && _isStored);
                _granted = granted;
                _isClosed |= closes;
                _isGone = _isClosed && !isNews;
                if (!isNews)
                {
                    return null;
                }

                (hold, spent) = (Math.Max(_granted, _spent), _spent);
            }

            return await TellAsync(hold, spent, closes, cancellationToken);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Whether its share was given back: there is nothing more to tell.</summary>
    public bool IsGone
    {
        get
        {
            lock (_gate)
            {
                return _isGone;
            }
        }
    }

    public void Dispose() => _asking.Dispose();

    private decimal? TryTake(decimal least, decimal most)
    {
        lock (_gate)
        {
            _isTouched = true;
            if (_isClosed)
            {
                return null;
            }

            decimal amount = Math.Min(Free, most);
            if (amount < least || amount <= 0)
            {
                return 0;
            }

            _reserved += amount;
            return amount;
        }
    }

    private async Task AskAsync(decimal least, decimal most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        decimal hold, spent, free;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            (hold, spent, free) = (Math.Max(_granted, _spent + _reserved), _spent, Free);
        }

        // Twice as much where it was soon used up, half where it lasted.
        _step = _step == 0 ? most * FirstStep : now - _askedAt < Often ? _step * 2 : Math.Max(most, _step / 2);
        _askedAt = now;
        decimal there = Math.Max(0, free);
        QuotaExchange exchange = new(share, spent, hold, Math.Max(0, least - there), Math.Max(_step, most), limit, key.Unit != QuotaUnit.Money, Math.Max(0, most - there));
        QuotaCounter counter = await store.UpdateAsync(key, stored => stored.Exchange(exchange), cancellationToken);
        lock (_gate)
        {
            _isStored = true;
            _reported = spent;
            _granted = counter.Shares[share].Granted;
            _taken = counter.Taken;
            _dryUntil = Free < least ? now + Dry : default;
        }
    }

    private async Task<QuotaCounter> TellAsync(decimal hold, decimal spent, bool closes, CancellationToken cancellationToken)
    {
        QuotaExchange exchange = new(share, spent, hold, 0, 0, limit, key.Unit != QuotaUnit.Money);
        QuotaCounter counter = QuotaCounter.Empty;
        if (!closes || !_isStored)
        {
            counter = await store.UpdateAsync(key, stored => stored.Exchange(exchange), cancellationToken);
            _isStored = true;
        }

        if (closes)
        {
            counter = await store.UpdateAsync(key, stored => stored.Close(share, spent), cancellationToken);
        }

        lock (_gate)
        {
            _reported = spent;
            _taken = counter.Taken;
            _isGone |= closes;
        }

        return counter;
    }
}
