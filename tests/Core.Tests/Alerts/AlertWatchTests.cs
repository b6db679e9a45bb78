using LlmFunctions.Alerts;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Alerts;

public sealed class AlertWatchTests
{
    private static readonly AlertOptions Rule = new() { Name = "errors", Kind = AlertKind.ErrorRate, Threshold = 0.1 };

    private readonly ManualTimeProvider _time = new();
    private readonly MemoryAlerts _store = new();
    private readonly List<string> _told = [];
    private AlertSubject[] _subjects = [];
    private bool _takes = true;
    private bool _isKnown = true;
    private bool _isCurrent = true;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_is_opened_once_and_closed_when_it_is_over()
    {
        await LookAsync(new AlertSubject("acme", 0.05, false, "well"));
        Assert.Empty(_store.Open);

        await LookAsync(new AlertSubject("acme", 0.2, true, "bad"), new AlertSubject("other", 0, false, "well"));
        await LookAsync(new AlertSubject("acme", 0.4, true, "worse"));
        Alert open = Assert.Single(_store.Open);
        Assert.Equal(("errors", "acme", 0.4, "worse", (DateTimeOffset?)null), (open.Rule, open.Subject, open.Value, open.Message, open.ClosedAt));

        _time.Advance(TimeSpan.FromMinutes(5));
        await LookAsync(new AlertSubject("acme", 0.05, false, "well"));

        Assert.Empty(_store.Open);
        Alert closed = Assert.Single(_store.Closed);
        Assert.Equal((open.Id, open.OpenedAt.AddMinutes(5)), (closed.Id, closed.ClosedAt));
        Assert.Equal(["acme Opened", "acme Closed"], _told);

        await LookAsync(new AlertSubject("acme", 0.2, true, "again"));
        Assert.NotEqual(open.Id, Assert.Single(_store.Open).Id);
    }

    [Fact]
    public async Task What_is_not_there_any_more_is_over()
    {
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await LookAsync();
        Assert.Equal(["acme Opened", "acme Closed"], _told);
    }

    [Fact]
    public async Task While_it_is_not_known_how_things_stand_an_alert_stays_open()
    {
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        _isKnown = false;
        await LookAsync();
        Assert.Single(_store.Open);
    }

    [Fact]
    public async Task Who_does_not_take_it_is_told_again_until_it_does()
    {
        _takes = false;
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        Assert.Equal(2, Assert.Single(_store.Open).Failures);
        _takes = true;
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        Assert.Equal(["acme Opened", "acme Opened", "acme Opened"], _told);

        _takes = false;
        await LookAsync();
        Assert.NotNull(Assert.Single(_store.Open).ClosedAt);
        _takes = true;
        await LookAsync();
        Assert.Empty(_store.Open);
        Assert.Equal(["acme Closed", "acme Closed"], _told[3..]);
    }

    [Fact]
    public async Task Of_what_is_silenced_nobody_is_told_until_the_silence_is_over()
    {
        _store.Silences.Add(new AlertSilence { Id = "1", Rule = "err*", Subject = "ACME", Until = _time.GetUtcNow().AddMinutes(10) });
        await LookAsync(new AlertSubject("acme", 1, true, "bad"), new AlertSubject("other", 1, true, "bad"));
        Assert.Equal(2, _store.Open.Count);
        Assert.Equal(["other Opened"], _told);

        _time.Advance(TimeSpan.FromMinutes(10));
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        Assert.Equal(["other Opened", "acme Opened", "other Closed"], _told);
    }

    [Fact]
    public async Task What_was_silenced_from_its_beginning_to_its_end_is_told_to_nobody()
    {
        _store.Silences.Add(new AlertSilence { Id = "1", Until = _time.GetUtcNow().AddMinutes(10) });
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await LookAsync();
        Assert.Empty(_told);
        Assert.Single(_store.Closed);
    }

    [Fact]
    public async Task Two_instances_at_once_open_it_once()
    {
        _subjects = [new AlertSubject("acme", 1, true, "bad")];
        await Task.WhenAll(Watch().RunAsync(Cancellation), Watch().RunAsync(Cancellation));
        Assert.Single(_store.Open);
        Assert.Equal(["acme Opened"], _told);
    }

    [Fact]
    public async Task The_alerts_of_a_rule_that_is_no_more_are_closed()
    {
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await Watch(new GatewayOptions()).RunAsync(Cancellation);
        Assert.Empty(_store.Open);
        Assert.NotNull(Assert.Single(_store.Closed).ClosedAt);
    }

    [Fact]
    public async Task An_instance_that_does_not_know_the_newest_rules_closes_nothing_of_those_that_it_does_not_know()
    {
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        _isCurrent = false;
        await Watch(new GatewayOptions()).RunAsync(Cancellation);
        Assert.Single(_store.Open);
    }

    [Fact]
    public async Task An_open_alert_follows_the_threshold_of_its_rule_and_ends_when_the_rule_watches_something_else()
    {
        await LookAsync(new AlertSubject("acme", 1, true, "bad"));
        await Watch(new GatewayOptions { Alerts = [Rule with { Threshold = 0.5 }] }).RunAsync(Cancellation);
        Assert.Equal(0.5, Assert.Single(_store.Open).Threshold);

        GatewayOptions changed = new() { Alerts = [Rule with { Kind = AlertKind.Latency }] };
        await Watch(changed).RunAsync(Cancellation);
        Assert.Equal(AlertKind.ErrorRate, Assert.Single(_store.Closed).Kind);
        await Watch(changed).RunAsync(Cancellation);
        Assert.Equal(AlertKind.Latency, Assert.Single(_store.Open).Kind);
    }

    private Task LookAsync(params AlertSubject[] subjects)
    {
        _subjects = subjects;
        return Watch().RunAsync(Cancellation);
    }

    private AlertWatch Watch(GatewayOptions? options = null) => new(
        options ?? new GatewayOptions { Alerts = [Rule] },
        (_, _) => _isKnown ? Task.FromResult<IReadOnlyList<AlertSubject>>(_subjects) : throw new GatewayException(ErrorKind.StorageUnavailable, "no storage"),
        (_, alert, news, _) =>
        {
            _told.Add($"{alert.Subject} {news}");
            return Task.FromResult(_takes);
        },
        _ => Task.FromResult(_isCurrent),
        _store,
        _time,
        NullLogger<AlertWatch>.Instance);
}
