using System.Collections.Concurrent;
using System.Globalization;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Quotas;

/// <summary>
/// Holds the limits of this instance: reserves of every one that applies before an attempt is made, and tells the shared counters
/// in the background what was used.
/// </summary>
internal sealed class QuotaKeeper(
    IReadOnlyList<QuotaOptions> rules, IQuotaStore store, TimeProvider timeProvider, ILogger<QuotaKeeper> logger) : IAsyncDisposable, IDisposable
{
    /// <summary>How often the counters are told; what was given out and not asked for since is given back.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private const int ReportsAtOnce = 16;

    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<QuotaKey, Allowance> _allowances = new();
    private readonly ConcurrentDictionary<QuotaKey, bool> _warned = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly string _instance = Guid.NewGuid().ToString("N")[..16];
    private Task? _reporting;
    private long _shares;

    /// <summary>Whether there is any limit at all.</summary>
    public bool IsEmpty => Rules.Count == 0;

    /// <summary>The limits. Others hold from the moment that they are set, also for calls that are under way.</summary>
    public IReadOnlyList<QuotaOptions> Rules
    {
        get => Volatile.Read(ref rules);
        set => Volatile.Write(ref rules, value);
    }

    /// <summary>Reserves what an attempt may use.</summary>
    /// <exception cref="QuotaExceededException">A hard limit does not allow it.</exception>
    public async ValueTask<QuotaReservation> ReserveAsync(QuotaSubjects subjects, QuotaNeed need, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        DateTimeOffset now = timeProvider.GetUtcNow();
        List<QuotaPart> parts = [];
        long output = need.Output;
        try
        {
            foreach (QuotaOptions rule in Rules)
            {
                if (subjects.Name(rule.Scope) is { } name && rule.Applies(name))
                {
                    output = await ReserveAsync(rule, name, subjects.Counter(rule.Scope)!, need, output, parts, now, cancellationToken);
                }
            }
        }
        catch
        {
            foreach (QuotaPart part in parts)
            {
                part.Allowance.Settle(part.Reserved, 0);
            }

            throw;
        }

        Trim(parts, output);
        return new QuotaReservation(parts, output, need.Answers, timeProvider);
    }

    /// <summary>Tells all counters what was used.</summary>
    /// <param name="close">Whether everything that is left is given back.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ReportAsync(bool close, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();

        // Some at once: each user may have a counter, and leases do not wait until it is their turn.
        ParallelOptions some = new() { MaxDegreeOfParallelism = ReportsAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(_allowances, some, (pair, token) => ReportAsync(pair.Key, pair.Value, close || pair.Key.Period.End <= now, now, token));

        foreach (QuotaKey key in _warned.Keys.Where(key => key.Period.End <= now))
        {
            _warned.TryRemove(key, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        if (_reporting is { } reporting)
        {
            await reporting;
            using CancellationTokenSource patience = new(PatienceAtTheEnd, timeProvider);
            try
            {
                await ReportAsync(close: true, patience.Token);
                if (_allowances.IsEmpty)
                {
                    await store.ForgetAsync(_instance, patience.Token);
                }
            }
            catch (GatewayException exception)
            {
                Log.NotHeard(logger, exception.Message);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Log.NotGivenBack(logger, _allowances.Count);
            }
        }

        _stopping.Dispose();
    }

    public void Dispose() => _stopping.Cancel();

    private async ValueTask ReportAsync(QuotaKey key, Allowance allowance, bool close, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            Warn(key, await allowance.ReportAsync(close, now, cancellationToken));
            if (allowance.IsGone)
            {
                _allowances.TryRemove(new KeyValuePair<QuotaKey, Allowance>(key, allowance));
            }
        }
        catch (GatewayException exception)
        {
            Log.NotReported(logger, key.Rule, key.Subject, exception.Message);
        }
    }

    private async ValueTask<long> ReserveAsync(
        QuotaOptions rule, string name, string subject, QuotaNeed need, long output, List<QuotaPart> parts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (rule.Unit == QuotaUnit.Money && need.Price is null)
        {
            return rule.Mode == QuotaMode.Soft ? output : throw new GatewayException(
                ErrorKind.UnsupportedField,
                $"The limit '{rule.Name}' is one of money, and the price of the model '{need.Model}' is not known: it cannot be called.",
                "model");
        }

        decimal prompt = need.OfPrompt(rule.Unit, rule.IsRate);
        decimal token = need.OfOutputToken(rule.Unit);
        decimal most = prompt + (output * token);
        QuotaKey key = new(rule.Name, rule.Unit, rule.Window, subject, QuotaPeriod.Of(rule.Window, now)) { Scope = rule.Scope };
        while (true)
        {
            Allowance allowance = _allowances.GetOrAdd(key, key => new Allowance(key, rule.Limit, $"{_instance}-{Interlocked.Increment(ref _shares)}", store));
            allowance.Adjust(rule.Limit);
            QuotaPart part = new(rule, allowance) { Prompt = prompt, OutputToken = token };
            if (rule.Mode == QuotaMode.Soft)
            {
                if (allowance.Take(most))
                {
                    part.Reserved = most;
                    parts.Add(part);
                    return output;
                }
            }
            else if (most == 0)
            {
                return output;
            }
            else if (await allowance.ReserveAsync(prompt + (Math.Min(need.LeastOutput, output) * token), most, now, cancellationToken) is { } got)
            {
                if (got == 0)
                {
                    throw Exceeded(rule, name, allowance, now);
                }

                part.Reserved = got;
                parts.Add(part);
                return token == 0 ? output : Math.Min(output, (long)Math.Floor((got - prompt) / token));
            }

            // It was given back just now; another takes its place.
            _allowances.TryRemove(new KeyValuePair<QuotaKey, Allowance>(key, allowance));
        }
    }

    /// <summary>What a limit allowed less of than others do is not reserved of those either.</summary>
    private static void Trim(List<QuotaPart> parts, long output)
    {
        foreach (QuotaPart part in parts)
        {
            decimal needed = part.Prompt + (output * part.OutputToken);
            if (needed < part.Reserved)
            {
                part.Allowance.Settle(part.Reserved - needed, 0);
                part.Reserved = needed;
            }
        }
    }

    private static QuotaExceededException Exceeded(QuotaOptions rule, string name, Allowance allowance, DateTimeOffset now)
    {
        QuotaPeriod period = allowance.Key.Period;
        string unit = rule.Unit == QuotaUnit.Money ? "US dollars" : rule.Unit.ToString().ToLowerInvariant();
        string window = rule.Window == QuotaWindow.Total ? "in all" : $"per {rule.Window.ToString().ToLowerInvariant()}";
        string reset = period.End is { } end ? string.Create(CultureInfo.InvariantCulture, $" It begins anew at {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.") : "";
        return new QuotaExceededException(
            new GatewayError
            {
                Kind = rule.IsRate ? ErrorKind.RateLimited : ErrorKind.InsufficientQuota,
                Message = string.Create(CultureInfo.InvariantCulture, $"The limit '{rule.Name}' of {rule.Limit} {unit} {window} leaves not enough for this request ({rule.Scope.ToString().ToLowerInvariant()} '{name}').{reset}"),
                RetryAfter = period.End - now,
            },
            new QuotaStatus(rule.Unit, rule.Limit, allowance.Remaining, period.End - now),
            rule.Scope == QuotaScope.Account);
    }

    private void Warn(QuotaKey key, QuotaCounter? counter)
    {
        if (counter is not null
            && Rules.FirstOrDefault(rule => rule.Name == key.Rule) is { Mode: QuotaMode.Soft } rule
            && counter.Used >= rule.Limit
            && _warned.TryAdd(key, true))
        {
            Log.SoftLimitReached(logger, key.Rule, key.Subject, rule.Limit, counter.Used);
        }
    }

    /// <summary>Before the first share is taken: if this instance dies, somebody knows that it was there.</summary>
    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        if (_reporting is null && !IsEmpty)
        {
            await TryBeatAsync(cancellationToken);
            lock (_gate)
            {
                _reporting ??= Task.Run(ReportAlwaysAsync, CancellationToken.None);
            }
        }
    }

    // Not even a hard limit needs it: shares end by themselves, and all counters are looked through every hour.
    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.BeatAsync(_instance, timeProvider.GetUtcNow() + Allowance.Lease, cancellationToken);
        }
        catch (GatewayException exception)
        {
            Log.NotHeard(logger, exception.Message);
        }
    }

    private async Task ReportAlwaysAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, timeProvider, _stopping.Token);
                await ReportAsync(close: false, _stopping.Token);
                await TryBeatAsync(_stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What is left is told while the app stops.
        }
    }
}
