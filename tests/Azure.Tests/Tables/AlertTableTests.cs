using Azure.Data.Tables;
using LlmFunctions.Alerts;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class AlertTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private readonly string _rule = $"rule-{Guid.NewGuid():N}";
    private AlertTable _table = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _table = new AlertTable(new TableServiceClient(await Azurite.ConnectionStringAsync()), $"site-{Guid.NewGuid():N}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Of_many_who_open_an_alert_at_once_one_does()
    {
        Alert?[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _table.OpenAsync(Make($"id-{number}", "a/b#c?"), Cancellation)));

        Alert alert = Assert.Single(opened.OfType<Alert>());
        Assert.Equal(alert, Assert.Single(await _table.ReadOpenAsync(Cancellation), one => one.Rule == _rule));
    }

    [Fact]
    public async Task Who_comes_too_late_changes_nothing()
    {
        Alert alert = (await _table.OpenAsync(Make("id", "subject"), Cancellation))!;
        Alert? changed = await _table.UpdateAsync(alert with { Value = 2, Told = AlertNews.Opened, Failures = 3 }, Cancellation);
        Assert.Null(await _table.UpdateAsync(alert with { Value = 3 }, Cancellation));
        Assert.Equal(changed, Assert.Single(await _table.ReadOpenAsync(Cancellation), one => one.Rule == _rule));
    }

    [Fact]
    public async Task What_is_closed_is_in_the_past_once_the_last_first_and_goes_when_it_is_old()
    {
        for (int i = 0; i < 3; i++)
        {
            Alert alert = (await _table.OpenAsync(Make($"id-{i}", "subject"), Cancellation))! with { ClosedAt = Noon.AddYears(20).AddMinutes(i) };
            await _table.ArchiveAsync(alert, Cancellation);
            await _table.ArchiveAsync(alert, Cancellation);
        }

        Assert.DoesNotContain(await _table.ReadOpenAsync(Cancellation), one => one.Rule == _rule);
        Assert.Equal(["id-2", "id-1", "id-0"], (await _table.ReadClosedAsync(1000, Cancellation)).Where(one => one.Rule == _rule).Select(static one => one.Id));
        await _table.PurgeAsync(Noon.AddYears(20).AddMinutes(1), Cancellation);
        Assert.Equal(["id-2", "id-1"], (await _table.ReadClosedAsync(1000, Cancellation)).Where(one => one.Rule == _rule).Select(static one => one.Id));
    }

    [Fact]
    public async Task A_silence_is_kept_until_it_is_deleted()
    {
        AlertSilence silence = new() { Id = Guid.NewGuid().ToString("N"), Rule = _rule, Subject = "a*", Until = Noon.AddYears(30), Reason = "why" };
        await _table.SaveSilenceAsync(silence, Cancellation);
        Assert.Contains(silence, await _table.ReadSilencesAsync(Cancellation));
        Assert.Equal(silence, await _table.FindSilenceAsync(silence.Id, Cancellation));
        await _table.DeleteSilenceAsync(silence.Id, Cancellation);
        await _table.DeleteSilenceAsync(silence.Id, Cancellation);
        Assert.Null(await _table.FindSilenceAsync(silence.Id, Cancellation));
    }

    private Alert Make(string id, string subject) => new()
    {
        Id = id,
        Rule = _rule,
        Kind = AlertKind.Latency,
        Subject = subject,
        Value = 1.5,
        Threshold = 1,
        Message = "slow",
        OpenedAt = Noon,
    };
}
