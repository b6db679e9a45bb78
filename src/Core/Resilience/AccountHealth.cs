using LlmFunctions.Configuration;
using LlmFunctions.Providers;

namespace LlmFunctions.Resilience;

/// <summary>What this instance knows of an account. Guarded by the lock of its provider.</summary>
internal sealed class AccountHealth(Account account, HealthOptions options)
{
    private static readonly TimeSpan FirstCooling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestGuess = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    // Whatever a provider asks for: it may have changed its mind by then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // How long an account is invalid where nothing but a call can show that it is not any more.
    private static readonly TimeSpan InvalidWithoutProbe = TimeSpan.FromMinutes(10);

    // What others are told of a state that lasts is not corrected for less.
    private static readonly TimeSpan Noteworthy = TimeSpan.FromSeconds(1);

    private readonly RateWindow? _requests = account.RequestsPerMinute is { } requests ? new RateWindow(requests) : null;
    private readonly RateWindow? _tokens = account.TokensPerMinute is { } tokens ? new RateWindow(tokens) : null;
    private AccountStatus _status;
    private DateTimeOffset _until;
    private DateTimeOffset? _changedAt;
    private DateTimeOffset _coolingSince = DateTimeOffset.MinValue;
    private int _strikes;

    public Account Account => account;

    public int InFlight { get; set; }

    public DateTimeOffset LastSuccess { get; private set; } = DateTimeOffset.MinValue;

    public ProbeOutcome? Probe { get; private set; }

    /// <summary>Whether it is cooling because its secret could not be read, and not because of its rate.</summary>
    public bool HasNoSecret { get; private set; }

    /// <summary>The fingerprint of the key that was refused.</summary>
    public string? RefusedKey { get; private set; }

    public bool IsProbeFailure => Probe is { Result: ProbeResult.Failed or ProbeResult.Refused } probe && probe.At > LastSuccess;

    public AccountStatus Status(DateTimeOffset now) =>
        !account.Enabled ? AccountStatus.Disabled : now < _until ? _status : AccountStatus.Active;

    /// <summary>When the status ends by itself; null when it does not.</summary>
    public DateTimeOffset? Until(DateTimeOffset now) => now < _until && _until != DateTimeOffset.MaxValue ? _until : null;

    /// <summary>How long until the account's own limits allow a call; null when they do.</summary>
    public TimeSpan? LimitWait(DateTimeOffset now) => _requests?.Wait(now) is { } requests
        ? _tokens?.Wait(now) is { } tokens && tokens > requests ? tokens : requests
        : _tokens?.Wait(now);

    public void Picked(DateTimeOffset now) => _requests?.Add(1, now);

    public void Used(long tokens, DateTimeOffset now) => _tokens?.Add(tokens, now);

    /// <summary>An attempt went well; returns whether that showed that the credentials are good again.</summary>
    public bool Succeed(DateTimeOffset startedAt, DateTimeOffset now)
    {
        LastSuccess = now;
        _strikes = startedAt >= _coolingSince ? 0 : _strikes;
        return Status(now) == AccountStatus.Invalid && startedAt >= _changedAt && Restore(now);
    }

    /// <summary>The provider wants fewer calls; returns whether that is news.</summary>
    public bool Cool(DateTimeOffset startedAt, DateTimeOffset now, TimeSpan? retryAfter) => Cool(startedAt, now, retryAfter, hasNoSecret: false);

    /// <summary>Its secret could not be read; returns whether that is news.</summary>
    public bool WaitForSecret(DateTimeOffset startedAt, DateTimeOffset now, TimeSpan? retryAfter) => Cool(startedAt, now, retryAfter, hasNoSecret: true);

    /// <summary>The quota is used up; returns whether that is news.</summary>
    public bool Exhaust(DateTimeOffset now, TimeSpan? retryAfter)
    {
        long window = options.QuotaWindow.Ticks;
        DateTimeOffset next = new(((now.UtcTicks / window) + 1) * window, TimeSpan.Zero);
        DateTimeOffset until = retryAfter is { } asked ? now + (asked < LongestWait ? asked : LongestWait) : next;
        return Status(now) != AccountStatus.Invalid && Block(AccountStatus.Exhausted, until, now);
    }

    /// <summary>The credentials were refused; returns whether that is news.</summary>
    public bool Invalidate(DateTimeOffset now, string fingerprint)
    {
        bool isNews = RefusedKey != fingerprint;
        RefusedKey = fingerprint;
        bool canBeProbed = options.Probes && (account.Provider.ProbeModel is not null || account.Provider.Dialect.Probe() is not null);
        return Block(AccountStatus.Invalid, canBeProbed ? DateTimeOffset.MaxValue : now + InvalidWithoutProbe, now) || isNews;
    }

    /// <summary>Makes it active; returns whether it was not.</summary>
    public bool Restore(DateTimeOffset now)
    {
        bool isNews = Status(now) is not (AccountStatus.Active or AccountStatus.Disabled);
        _until = DateTimeOffset.MinValue;
        _status = AccountStatus.Active;
        _changedAt = now;
        RefusedKey = null;
        return isNews;
    }

    public void Probed(ProbeOutcome outcome) => Probe = Probe is { } known && known.At > outcome.At ? known : outcome;

    /// <summary>Takes over what another instance found out, where that is newer.</summary>
    public void Adopt(HealthRow row)
    {
        if (row.Probe is { } probe)
        {
            Probed(probe);
        }

        // What was refused to another key than this instance's is not this instance's concern; keys in settings change with a restart.
        bool isOfAnotherKey = row.State == SharedState.Invalid && account.Provider.Secret is null && row.RefusedKey != KeyFingerprint.Of(account.Provider.ApiKey);
        if (row.ChangedAt is not { } changedAt || changedAt <= _changedAt || isOfAnotherKey)
        {
            return;
        }

        _changedAt = changedAt;
        RefusedKey = row.RefusedKey;
        HasNoSecret = row.State == SharedState.NoSecret;
        _until = row.State == SharedState.Good ? DateTimeOffset.MinValue : row.Until ?? DateTimeOffset.MaxValue;
        _status = row.State switch
        {
            SharedState.Cooling or SharedState.NoSecret => AccountStatus.Cooling,
            SharedState.Exhausted => AccountStatus.Exhausted,
            SharedState.Invalid => AccountStatus.Invalid,
            _ => AccountStatus.Active,
        };
    }

    public HealthRow ToRow(DateTimeOffset now) => new()
    {
        Provider = account.Provider.Name,
        Account = account.Id,
        State = Status(now) switch
        {
            AccountStatus.Cooling => HasNoSecret ? SharedState.NoSecret : SharedState.Cooling,
            AccountStatus.Exhausted => SharedState.Exhausted,
            AccountStatus.Invalid => SharedState.Invalid,
            _ => SharedState.Good,
        },
        Until = Until(now),
        RefusedKey = RefusedKey,
        ChangedAt = _changedAt,
    };

    private bool Cool(DateTimeOffset startedAt, DateTimeOffset now, TimeSpan? retryAfter, bool hasNoSecret)
    {
        // Calls that were under way together are refused together, and that is one refusal.
        if (startedAt >= _coolingSince)
        {
            _strikes++;
            _coolingSince = now;
        }

        TimeSpan wait = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, ShortestWait.Ticks, LongestWait.Ticks))
            : TimeSpan.FromTicks(Math.Min(FirstCooling.Ticks << Math.Min(Math.Max(_strikes, 1) - 1, 10), LongestGuess.Ticks));
        if (Status(now) is not (AccountStatus.Active or AccountStatus.Cooling))
        {
            return false;
        }

        HasNoSecret = hasNoSecret;
        return Block(AccountStatus.Cooling, now + wait, now);
    }

    private bool Block(AccountStatus status, DateTimeOffset until, DateTimeOffset now)
    {
        // A longer wait that was asked for before still holds.
        if (Status(now) == status && until <= _until)
        {
            return false;
        }

        bool isNews = Status(now) != status || until - _until > Noteworthy;
        _status = status;
        _until = until;
        _changedAt = now;
        return isNews;
    }
}
