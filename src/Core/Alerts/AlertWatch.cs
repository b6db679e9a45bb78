using System.Security.Cryptography;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Alerts;

/// <summary>Opens alerts, closes those that are over, and has both told. Several instances may do it at once: each alert is opened by one.</summary>
public sealed class AlertWatch
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private readonly GatewayOptions _options;
    private readonly AlertLook _look;
    private readonly AlertTell _tell;
    private readonly Func<CancellationToken, Task<bool>> _isCurrent;
    private readonly IAlertStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<AlertWatch> _logger;

    /// <param name="options">The rules.</param>
    /// <param name="look">Finds out how things stand.</param>
    /// <param name="tell">Tells of an alert.</param>
    /// <param name="isCurrent">Whether these are the rules that hold, and not those of an earlier configuration.</param>
    /// <param name="store">Where alerts are kept.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    internal AlertWatch(
        GatewayOptions options, AlertLook look, AlertTell tell, Func<CancellationToken, Task<bool>> isCurrent, IAlertStore store, TimeProvider timeProvider, ILogger<AlertWatch> logger)
    {
        _options = options;
        _look = look;
        _tell = tell;
        _isCurrent = isCurrent;
        _store = store;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Looks at everything that is watched.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Alert> open = await _store.ReadOpenAsync(cancellationToken);
        if (open.Count == 0 && _options.Alerts.Count == 0)
        {
            return;
        }

        IReadOnlyList<AlertSilence> silences = await _store.ReadSilencesAsync(cancellationToken);
        foreach (AlertOptions rule in _options.Alerts)
        {
            await RunAsync(rule, [.. open.Where(alert => IsOf(alert, rule))], silences, cancellationToken);
        }

        Alert[] ofNone = [.. open.Where(alert => !_options.Alerts.Any(rule => IsOf(alert, rule)))];
        if (ofNone.Length > 0 && await _isCurrent(cancellationToken))
        {
            await ArchiveAsync(ofNone, cancellationToken);
        }
    }

    /// <summary>Deletes what was closed long ago.</summary>
    public Task<int> PurgeAsync(CancellationToken cancellationToken) => _store.PurgeAsync(_timeProvider.GetUtcNow() - Kept, cancellationToken);

    // A rule that watches something else now is another rule, though it is called the same.
    private static bool IsOf(Alert alert, AlertOptions rule) => alert.Rule == rule.Name && alert.Kind == rule.Kind;

    /// <summary>Closes the alerts of rules that are no more; nobody is left who could be told.</summary>
    private async Task ArchiveAsync(Alert[] alerts, CancellationToken cancellationToken)
    {
        foreach (Alert alert in alerts)
        {
            await _store.ArchiveAsync(alert with { ClosedAt = alert.ClosedAt ?? _timeProvider.GetUtcNow() }, cancellationToken);
            Log.Closed(_logger, alert.Rule, alert.Subject);
        }
    }

    private async Task RunAsync(AlertOptions rule, IReadOnlyList<Alert> open, IReadOnlyList<AlertSilence> silences, CancellationToken cancellationToken)
    {
        IReadOnlyList<AlertSubject> subjects;
        try
        {
            subjects = await _look(rule, cancellationToken);
        }
        catch (GatewayException exception)
        {
            // Not known is neither good nor bad: what is open stays open.
            Log.NotLooked(_logger, exception, rule.Name);
            return;
        }

        foreach (AlertSubject subject in subjects.Where(static subject => subject.IsOver))
        {
            Alert? alert = open.FirstOrDefault(alert => alert.Subject == subject.Name && alert.ClosedAt is null);
            alert = alert is null
                ? await OpenAsync(rule, subject, cancellationToken)
                : await _store.UpdateAsync(alert with { Value = subject.Value, Threshold = rule.Threshold, Message = subject.Message }, cancellationToken);
            if (alert is { Told: AlertNews.None })
            {
                await TellAsync(rule, alert, AlertNews.Opened, silences, cancellationToken);
            }
        }

        foreach (Alert alert in open.Where(alert => alert.ClosedAt is not null || !subjects.Any(subject => subject.IsOver && subject.Name == alert.Subject)))
        {
            await CloseAsync(rule, alert, silences, cancellationToken);
        }
    }

    private async Task<Alert?> OpenAsync(AlertOptions rule, AlertSubject subject, CancellationToken cancellationToken)
    {
        Alert? alert = await _store.OpenAsync(
            new Alert
            {
                Id = RandomNumberGenerator.GetHexString(24, lowercase: true),
                Rule = rule.Name,
                Kind = rule.Kind,
                Subject = subject.Name,
                Value = subject.Value,
                Threshold = rule.Threshold,
                Message = subject.Message,
                OpenedAt = _timeProvider.GetUtcNow(),
            },
            cancellationToken);
        if (alert is not null)
        {
            Log.Opened(_logger, rule.Name, subject.Name, subject.Message);
        }

        return alert;
    }

    private async Task CloseAsync(AlertOptions rule, Alert alert, IReadOnlyList<AlertSilence> silences, CancellationToken cancellationToken)
    {
        Alert? closed = alert;
        if (alert.ClosedAt is null)
        {
            closed = await _store.UpdateAsync(alert with { ClosedAt = _timeProvider.GetUtcNow(), Failures = 0 }, cancellationToken);
            if (closed is null)
            {
                return;
            }

            Log.Closed(_logger, rule.Name, alert.Subject);
        }

        // Who was not told that it opened need not be told that it closed.
        if (closed!.Told != AlertNews.Opened || await TellAsync(rule, closed, AlertNews.Closed, silences, cancellationToken) is { Told: AlertNews.Closed })
        {
            await _store.ArchiveAsync(closed with { Told = closed.Told == AlertNews.Opened ? AlertNews.Closed : closed.Told }, cancellationToken);
        }
    }

    /// <summary>Tells it unless it is silenced; what the webhook did not take is told again at the next look.</summary>
    private async Task<Alert?> TellAsync(AlertOptions rule, Alert alert, AlertNews news, IReadOnlyList<AlertSilence> silences, CancellationToken cancellationToken)
    {
        if (silences.Any(silence => silence.Covers(alert, _timeProvider.GetUtcNow())))
        {
            // The end of what was told is told when the silence is over; the beginning as well, if it is not over by then.
            return null;
        }

        bool isTold = await _tell(rule, alert, news, cancellationToken);
        return await _store.UpdateAsync(isTold ? alert with { Told = news, Failures = 0 } : alert with { Failures = alert.Failures + 1 }, cancellationToken);
    }
}
