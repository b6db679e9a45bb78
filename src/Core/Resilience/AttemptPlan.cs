using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Routing;

namespace LlmFunctions.Resilience;

/// <summary>
/// Decides what one call tries next: the candidates in their order, and of each its accounts. It makes no attempt and waits for
/// nothing; it is told of failures and says what is left.
/// </summary>
/// <param name="candidates">What may serve the call, in the order of preference.</param>
/// <param name="options">How often and after which waits.</param>
/// <param name="pool">Gives the accounts.</param>
/// <param name="chance">A source of numbers from 0 to 1.</param>
public sealed class AttemptPlan(IReadOnlyList<Candidate> candidates, RetryOptions options, ITargetPool pool, Func<double> chance)
{
    // Timers count whole milliseconds: one that is a fraction early would find the account not yet free.
    private static readonly TimeSpan TimerTick = TimeSpan.FromMilliseconds(1);

    // A wait goes by another clock than the accounts do, and that one is set now and then.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(200);

    private int _index;
    private int _retries;
    private List<string>? _tried;
    private AttemptTarget? _next;
    private AttemptTarget _current;
    private Candidate? _tooSmall;
    private List<string>? _refusing;

    /// <summary>What is to be tried now; null when nobody is left who could be called.</summary>
    public AttemptTarget? Next()
    {
        AttemptTarget? next = _next ?? PickCurrent() ?? NextCandidate();
        _next = null;
        return Note(next);
    }

    /// <summary>What could be tried besides an attempt that is under way; the plan then goes on from there.</summary>
    public AttemptTarget? Alternative() => Note(NextCandidate());

    /// <summary>
    /// Takes note of the failure of what was given out last. Returns how long to wait before <see cref="Next"/>, or null when
    /// the call has failed: the failure is its answer then.
    /// </summary>
    /// <param name="error">How it failed.</param>
    /// <param name="deadline">When the call must have its answer.</param>
    public TimeSpan? After(GatewayError error, CallDeadline deadline)
    {
        AttemptTarget failed = _current;
        RetryStep step = RetryPolicy.StepAfter(error);
        TimeSpan? wait = WaitBeforeTheSame(step, failed.Candidate, error.RetryAfter, deadline);
        _next = step switch
        {
            RetryStep.Retry => wait is null ? NextCandidate() : AnotherAccount(failed),
            RetryStep.Elsewhere or RetryStep.NextAccount => AnotherAccount(failed) ?? NextCandidate(),
            RetryStep.Silent => NextCandidate() ?? AnotherAccount(failed),
            RetryStep.NextCandidate => NextCandidate(),
            RetryStep.LargerWindow => NextLarger(failed.Candidate),
            RetryStep.OtherModel => NextOther(failed.Candidate),
            _ => null,
        };
        if (_next is null)
        {
            _retries++;
            _tried = null;
            return wait;
        }

        bool isRepetition = step is RetryStep.Retry or RetryStep.Silent && _next.Value.Candidate == failed.Candidate;
        _retries += isRepetition ? 1 : 0;
        return TimeSpan.Zero;
    }

    /// <summary>
    /// How much longer to wait when <see cref="Next"/> finds nobody after the wait: the clock was early, or other calls were
    /// refused meanwhile, which counts as a repetition. Null when waiting is of no use.
    /// </summary>
    /// <param name="deadline">When the call must have its answer.</param>
    public TimeSpan? Rest(CallDeadline deadline)
    {
        Unusable why = pool.Why(candidates[_index]);
        if (!IsFreeInTime(why) || why.RetryAfter is not { } rest)
        {
            return null;
        }

        bool isRepetition = rest > ClockTolerance;
        if (isRepetition && _retries >= options.MaxRetries)
        {
            return null;
        }

        _retries += isRepetition ? 1 : 0;
        return IfAllowed(rest, rest + TimerTick, deadline.Remaining);
    }

    /// <summary>Why nobody could be called.</summary>
    public GatewayError NobodyLeft()
    {
        Unusable[] reasons = [.. candidates.Select(pool.Why)];
        return new GatewayError
        {
            Kind = Array.TrueForAll(reasons, static why => why.IsRateLimit) ? ErrorKind.RateLimited : ErrorKind.NoHealthyProvider,
            Message = "No provider can be called now: " + string.Join("; ", candidates.Zip(reasons, static (candidate, why) => $"{candidate.Provider.Name}/{candidate.Model}: {why.Text}")) + ".",
            RetryAfter = reasons.Min(static why => why.RetryAfter),
        };
    }

    private AttemptTarget? Note(AttemptTarget? target)
    {
        _current = target ?? _current;
        return target;
    }

    private TimeSpan? WaitBeforeTheSame(RetryStep step, Candidate candidate, TimeSpan? asked, CallDeadline deadline)
    {
        TimeSpan remaining = deadline.Remaining;
        bool mayRepeat = step is RetryStep.Retry or RetryStep.Elsewhere || (step == RetryStep.Silent && remaining > deadline.Allowed / 2);
        if (!mayRepeat || _retries >= options.MaxRetries)
        {
            return null;
        }

        Unusable why = pool.Why(candidate);
        if (why.Reason != UnusableReason.None && !IsFreeInTime(why))
        {
            return null;
        }

        TimeSpan demanded = Longer(asked ?? TimeSpan.Zero, why.RetryAfter ?? TimeSpan.Zero);
        TimeSpan wait = Longer(demanded > TimeSpan.Zero ? demanded + TimerTick : demanded, RetryPolicy.Backoff(options, _retries, chance()));
        return IfAllowed(demanded, wait, remaining);
    }

    private TimeSpan? IfAllowed(TimeSpan demanded, TimeSpan wait, TimeSpan remaining) => demanded <= options.MaxRetryAfter && wait < remaining ? wait : null;

    private static bool IsFreeInTime(Unusable why) => why.Reason is UnusableReason.Cooling or UnusableReason.NoSecret or UnusableReason.LimitReached;

    private AttemptTarget? AnotherAccount(AttemptTarget failed)
    {
        (_tried ??= []).Add(failed.Account.Id);
        return PickCurrent();
    }

    private AttemptTarget? NextLarger(Candidate tooSmall)
    {
        _tooSmall = tooSmall;
        return NextCandidate();
    }

    private AttemptTarget? NextOther(Candidate refusing)
    {
        (_refusing ??= []).Add(refusing.Model);
        return NextCandidate();
    }

    private AttemptTarget? NextCandidate()
    {
        for (int i = _index + 1; i < candidates.Count; i++)
        {
            if (Pick(i, tried: null) is { } target)
            {
                _index = i;
                _retries = 0;
                _tried = null;
                return target;
            }
        }

        return null;
    }

    private AttemptTarget? PickCurrent() => Pick(_index, _tried);

    private AttemptTarget? Pick(int index, List<string>? tried)
    {
        if (index >= candidates.Count || !IsAllowed(candidates[index]) || pool.Pick(candidates[index], tried) is not { } account)
        {
            return null;
        }

        return new AttemptTarget(candidates[index], account, HasAllowedAfter(index));
    }

    private bool HasAllowedAfter(int index)
    {
        for (int i = index + 1; i < candidates.Count; i++)
        {
            if (IsAllowed(candidates[i]))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAllowed(Candidate candidate) =>
        (_tooSmall is null || MayBeLarger(candidate, _tooSmall)) && _refusing?.Contains(candidate.Model, StringComparer.OrdinalIgnoreCase) != true;

    /// <summary>Whether a model may take a prompt that another one could not.</summary>
    internal static bool MayBeLarger(Candidate candidate, Candidate tooSmall) =>
        !IsSameModel(candidate, tooSmall)
        && (candidate.Info?.ContextWindow is not { } window || tooSmall.Info?.ContextWindow is not { } small || window > small);

    /// <summary>Whether it is the same model, whoever serves it.</summary>
    internal static bool IsSameModel(Candidate candidate, Candidate other) => candidate.Model.Equals(other.Model, StringComparison.OrdinalIgnoreCase);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
