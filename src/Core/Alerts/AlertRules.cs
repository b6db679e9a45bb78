using System.Globalization;
using LlmFunctions.Configuration;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Usage.Reports;

namespace LlmFunctions.Alerts;

/// <summary>Finds out how the things stand that a rule watches.</summary>
internal sealed class AlertRules(
    GatewayOptions options, UsageReports reports, IQuotaStore quotas, ProviderRegistry providers, HealthBoard board, TimeProvider timeProvider)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(7);

    public async Task<IReadOnlyList<AlertSubject>> LookAsync(AlertOptions rule, CancellationToken cancellationToken)
    {
        IReadOnlyList<AlertSubject> all = rule.Kind switch
        {
            AlertKind.Quota => await QuotasAsync(rule, cancellationToken),
            AlertKind.ErrorRate or AlertKind.Latency => await AttemptsAsync(rule, cancellationToken),
            AlertKind.Spend => await SpendAsync(rule, cancellationToken),
            _ => await HealthAsync(rule, cancellationToken),
        };
        return [.. all.Where(subject => NamePattern.Matches(rule.Match, subject.Name))];
    }

    private async Task<IReadOnlyList<AlertSubject>> QuotasAsync(AlertOptions rule, CancellationToken cancellationToken)
    {
        List<AlertSubject> subjects = [];
        foreach (QuotaOptions quota in options.Quotas.Where(static quota => quota.Limit > 0))
        {
            foreach (StoredCounter stored in (await quotas.ReadAsync(quota.Name, timeProvider.GetUtcNow(), cancellationToken)).Where(stored => IsOf(quota, stored.Key)))
            {
                double part = (double)(stored.Counter.Used / quota.Limit);
                subjects.Add(new AlertSubject($"{quota.Name}/{stored.Key.Subject}", part, part >= rule.Threshold, Text($"{part:P0} of the limit '{quota.Name}' ({quota.Limit} {quota.Unit} a {quota.Window}) are used by {stored.Key.Subject}")));
            }
        }

        return subjects;
    }

    /// <summary>Whether the counter is the limit's as it is now, and not of one of its name that was counted in another way.</summary>
    private static bool IsOf(QuotaOptions quota, QuotaKey key) =>
        key.Unit == quota.Unit && key.Window == quota.Window && (key.Scope ?? quota.Scope) == quota.Scope;

    private async Task<IReadOnlyList<AlertSubject>> AttemptsAsync(AlertOptions rule, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        UsageReport report = await reports.AskAsync(new UsageQuery { From = now - rule.Window, To = now, GroupBy = rule.By, FromRecords = true }, cancellationToken);
        List<AlertSubject> subjects = [];
        foreach ((UsageKey key, UsageFigures figures) in report.Groups.Where(group => group.Figures.Requests >= rule.MinRequests))
        {
            string name = NameOf(key);
            double? value = rule.Kind == AlertKind.ErrorRate ? figures.ErrorRate : figures.Durations.Percentile(0.95);
            if (value is { } found)
            {
                subjects.Add(new AlertSubject(name, found, found >= rule.Threshold, rule.Kind == AlertKind.ErrorRate
                    ? Text($"{found:P0} of the {figures.Requests} attempts with {name} in the last {rule.Window} failed")
                    : Text($"one in twenty of the {figures.Requests} attempts with {name} in the last {rule.Window} took {found:0} ms or more")));
            }
        }

        return subjects;
    }

    /// <summary>What was spent in the window, as a multiple of what was spent in such a time of the week before it.</summary>
    private async Task<IReadOnlyList<AlertSubject>> SpendAsync(AlertOptions rule, CancellationToken cancellationToken)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        UsageReport latest = await reports.AskAsync(new UsageQuery { From = now - rule.Window, To = now, GroupBy = rule.By, FromRecords = true }, cancellationToken);
        DateTimeOffset until = Times.Hour(now - rule.Window);
        UsageReport before = await reports.AskAsync(new UsageQuery { From = until - Usual, To = until, GroupBy = rule.By }, cancellationToken);
        Dictionary<UsageKey, decimal> usual = before.Groups.ToDictionary(static group => group.Key, group => group.Figures.Cost * (decimal)(rule.Window / Usual));
        return
        [
            .. from figures in latest.Groups
               let name = NameOf(figures.Key)
               let spent = figures.Figures.Cost
               let average = usual.GetValueOrDefault(figures.Key)
               let times = average == 0 ? (spent == 0 ? 0 : double.MaxValue) : (double)(spent / average)
               select new AlertSubject(name, times, times >= rule.Threshold && spent >= rule.MinCost, Text($"{name} spent {spent} US dollars in the last {rule.Window}; {average:0.######} is usual")),
        ];
    }

    private async Task<IReadOnlyList<AlertSubject>> HealthAsync(AlertOptions rule, CancellationToken cancellationToken)
    {
        await board.CatchUpAsync(cancellationToken);
        List<AlertSubject> subjects = [];
        foreach (Provider provider in providers.All.Where(static provider => provider.InProcess is null))
        {
            AccountSnapshot[] accounts = [.. board.Describe(provider).Where(static account => account.Status != "disabled")];
            if (rule.Kind == AlertKind.ProviderDown)
            {
                int usable = accounts.Count(static account => account.Usable);
                subjects.Add(new AlertSubject(provider.Name, usable, accounts.Length > 0 && usable == 0, Text($"none of the {accounts.Length} accounts of {provider.Name} can be called")));
                continue;
            }

            subjects.AddRange(accounts.Select(account =>
                new AlertSubject($"{provider.Name}/{account.Id}", account.Score, account.Score < rule.Threshold, Text($"the health score of {provider.Name}/{account.Id} is {account.Score:0.00}"))));
        }

        return subjects;
    }

    private static string NameOf(UsageKey key) =>
        string.Join('/', new[] { key.App, key.Provider, key.Account, key.Model }.Where(static name => name is not null)) is { Length: > 0 } name ? name : "all";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
