using LlmFunctions.Errors;

namespace LlmFunctions.Resilience;

/// <summary>An account as it serves one model. Guarded by the lock of its provider.</summary>
internal sealed class CandidateSlot(AccountHealth account, TargetHealth target, bool isEnforced)
{
    // An attempt's duration and the clock that it is subtracted from are not the same clock; the one that is let through to see
    // whether a target has recovered must not be taken for one that began before.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RecentSuccess = TimeSpan.FromMinutes(5);

    public AccountHealth Account => account;

    public TargetHealth Target => target;

    /// <summary>What smooth weighted round robin remembers.</summary>
    public int Credit { get; set; }

    public Unusable Check(DateTimeOffset now)
    {
        AccountStatus status = account.Status(now);
        switch (isEnforced || status == AccountStatus.Disabled ? status : AccountStatus.Active)
        {
            case AccountStatus.Disabled:
                return new Unusable(UnusableReason.Disabled, null);
            case AccountStatus.Invalid:
                return new Unusable(UnusableReason.Invalid, account.Until(now) - now);
            case AccountStatus.Exhausted:
                return new Unusable(UnusableReason.Exhausted, account.Until(now) - now);
            case AccountStatus.Cooling:
                return new Unusable(account.HasNoSecret ? UnusableReason.NoSecret : UnusableReason.Cooling, account.Until(now) - now);
            default:
                return !isEnforced ? LimitOf(now)
                    : target.ForbiddenUntil(now) is { } forbidden ? new Unusable(UnusableReason.Invalid, forbidden - now)
                    : target.Breaker.Wait(now) is { } pause ? new Unusable(UnusableReason.CircuitOpen, pause)
                    : LimitOf(now);
        }
    }

    public void Pick(DateTimeOffset now)
    {
        account.Picked(now);
        target.Breaker.Claim(now);
    }

    public void Start(DateTimeOffset now)
    {
        target.Breaker.Enter(now);
        account.InFlight++;
        target.InFlight++;
    }

    public News End(in AttemptOutcomeReport report, DateTimeOffset now)
    {
        // One that was never started, or that started before its target was forgotten, must not count below nothing.
        account.InFlight = Math.Max(0, account.InFlight - 1);
        target.InFlight = Math.Max(0, target.InFlight - 1);
        account.Used(report.Tokens, now);
        DateTimeOffset startedAt = now - report.Duration;
        OutcomeKind kind = Outcomes.Of(report.Failure);
        News news = target.Take(kind, startedAt + ClockTolerance, now, report) ? News.OfTarget : News.None;
        return news | kind switch
        {
            OutcomeKind.Success => account.Succeed(startedAt, now) ? News.OfAccount : News.None,
            OutcomeKind.RateLimited when report.Failure == ErrorKind.InsufficientQuota => account.Exhaust(now, report.RetryAfter) ? News.OfAccount : News.None,
            OutcomeKind.RateLimited => account.Cool(startedAt, now, report.RetryAfter) ? News.OfAccount : News.None,
            OutcomeKind.Refused => Refuse(report, startedAt, now),
            _ => News.None,
        };
    }

    private Unusable LimitOf(DateTimeOffset now) =>
        account.LimitWait(now) is { } wait ? new Unusable(UnusableReason.LimitReached, wait) : default;

    private News Refuse(in AttemptOutcomeReport report, DateTimeOffset startedAt, DateTimeOffset now)
    {
        switch (report.StatusCode)
        {
            case null:
                // It is the secret's store that does not answer.
                return account.WaitForSecret(startedAt, now, report.RetryAfter) ? News.OfAccount : News.None;
            case 403 when now - account.LastSuccess < RecentSuccess:
                // The key is good for other calls, so it is this model that it may not call.
                target.Forbid(now);
                return News.OfTarget;
            default:
                return account.Invalidate(now, KeyFingerprint.Of(report.RefusedKey)) ? News.OfAccount : News.None;
        }
    }
}
