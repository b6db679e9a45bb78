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

    /// <summary>For how long a share is good after each word to the counter.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _asking = new(1);
    private readonly Lock _gate = new();
    private decimal _granted;
    private decimal _spent;
    private decimal _reserved;
    private decimal _reported;
    private decimal _taken;
    private decimal _step;
    private decimal _ceiling;
    private decimal _peak;
    private DateTimeOffset _until;
    private DateTimeOffset _dryUntil;
    private decimal _dryFor;
    private DateTimeOffset _askedAt;
    private bool _isStored;
    private bool _mayBeStored;
    private bool _isTouched;
    private bool _isClosed;
    private bool _isGone;

    public QuotaKey Key => key;

    /// <summary>The name of this instance's share.</summary>
    public string Share => share;

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
        if (TryTake(most, most, now) is not 0 and var taken)
        {
            return taken;
        }

        await _asking.WaitAsync(cancellationToken);
        try
        {
            // Who waited before may have brought enough for all.
            if (TryTake(most, most, now) is not 0 and var left)
            {
                return left;
            }

            // What is too little for one may do for another.
            if (now >= _dryUntil || least < _dryFor || now >= _until || IsShortOfCeiling(least))
            {
                await AskAsync(least, most, now, cancellationToken);
            }

            return TryTake(least, most, now);
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
    /// <param name="close">Whether what is left is given back.</param>
    /// <param name="now">When it is told.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<QuotaCounter?> ReportAsync(bool close, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            decimal hold, spent, underWay;
            bool closes;
            lock (_gate)
            {
                bool isIdle = close || !_isTouched;
                closes = isIdle && _reserved == 0;
                _isTouched = false;

                // What is given back is not used any more from before the counter knows of it.
                decimal granted = isIdle ? Math.Min(_granted, _spent + _reserved) : _granted;
                bool isEnding = _isStored && !closes && _until - now < Lease / 2;
                bool isNews = _spent != _reported || granted != _granted || isEnding || (closes && _mayBeStored);
                _granted = granted;

                // As much as was under way lately, and as much again; nobody takes more before the counter knows of it.
                _ceiling = underWay = Math.Min(_ceiling, Math.Max(_reserved, _peak) * 2);
                _peak = _reserved;
                _isClosed |= closes;
                _isGone = _isClosed && !isNews;
                if (!isNews)
                {
                    return null;
                }

                (hold, spent) = (Math.Max(_granted, _spent), _spent);
            }

            return await TellAsync(hold, spent, underWay, closes, now, cancellationToken);
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

    /// <summary>Whether there is enough, only not for so many at once as the counter knows of.</summary>
    private bool IsShortOfCeiling(decimal least)
    {
        lock (_gate)
        {
            return Free >= least && _ceiling - _reserved < least;
        }
    }

    private decimal? TryTake(decimal least, decimal most, DateTimeOffset now)
    {
        lock (_gate)
        {
            _isTouched = true;
            if (_isClosed)
            {
                return null;
            }

            // After the lease somebody else may have been given what is left.
            decimal amount = now >= _until ? 0 : Math.Min(Math.Min(Free, _ceiling - _reserved), most);
            if (amount < least || amount <= 0)
            {
                return 0;
            }

            _reserved += amount;
            _peak = Math.Max(_peak, _reserved);
            return amount;
        }
    }

    private async Task AskAsync(decimal least, decimal most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        decimal hold, spent, free, underWay;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            (hold, spent, free, underWay) = (Math.Max(_granted, _spent + _reserved), _spent, Free, (_reserved + most) * 2);
        }

        // Twice as much where it was soon used up, half where it lasted.
        decimal there = Math.Max(0, free);
        bool isEnough = there >= most;
        if (!isEnough)
        {
            _step = _step == 0 ? most * FirstStep : now - _askedAt < Often ? Math.Min(_step * 2, Math.Max(most, limit)) : Math.Max(most, _step / 2);
            _askedAt = now;
        }

        QuotaExchange exchange = new(
            share, spent, hold, Math.Max(0, least - there), isEnough ? 0 : Math.Max(_step, most), limit, key.Unit != QuotaUnit.Money, Math.Max(0, most - there))
        {
            UnderWay = Math.Max(underWay, _ceiling),
            Now = now,
            Until = now + Lease,
        };
        QuotaCounter counter = await ExchangeAsync(exchange, cancellationToken);
        lock (_gate)
        {
            if (!counter.Shares.TryGetValue(share, out QuotaShare own))
            {
                // This instance was silent for so long that it was taken for dead.
                _isClosed = _isGone = true;
                return;
            }

            _reported = spent;
            (_granted, _ceiling, _until, _taken) = (own.Granted, own.UnderWay, now + Lease, counter.Taken);
            if (Free < least || least >= _dryFor)
            {
                (_dryUntil, _dryFor) = Free < least ? (now + Dry, least) : default;
            }
        }
    }

    private async Task<QuotaCounter> TellAsync(decimal hold, decimal spent, decimal underWay, bool closes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        QuotaExchange exchange = new(share, spent, hold, 0, 0, limit, key.Unit != QuotaUnit.Money) { UnderWay = underWay, Now = now, Until = now + Lease };
        QuotaCounter counter = QuotaCounter.Empty;
        if (!closes || !_isStored)
        {
            counter = await ExchangeAsync(exchange, cancellationToken);
        }

        if (closes)
        {
            counter = await store.UpdateAsync(key, stored => stored.Close(share, spent), cancellationToken);
        }

        lock (_gate)
        {
            _reported = spent;
            _taken = counter.Taken;
            _until = now + Lease;
            _isGone |= closes || !counter.Shares.ContainsKey(share);
            _isClosed |= _isGone;
        }

        return counter;
    }

    private async Task<QuotaCounter> ExchangeAsync(QuotaExchange exchange, CancellationToken cancellationToken)
    {
        bool isStored = _isStored;
        _mayBeStored = true;
        QuotaCounter counter = await store.UpdateAsync(
            key, stored => isStored && !stored.Shares.ContainsKey(share) ? stored : stored.Exchange(exchange), cancellationToken);
        _isStored = true;
        return counter;
    }
}
