using LlmFunctions.Auditing;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Pipeline;
using Xunit;

namespace LlmFunctions.Tests.Auditing;

public sealed class AuditTrailTests
{
    private static readonly AuditActor Actor = new("admin", "admin", "r1", "192.0.2.7");
    private static readonly AuditedChange Change = new("key.revoke", "keys/abc", """{"a":1}""", """{"a":2}""");

    private readonly MemoryAuditLog _log = new();
    private readonly RecordingLogger<AuditTrail> _logger = new();
    private readonly ManualTimeProvider _time = new();
    private readonly AuditTrail _trail;

    public AuditTrailTests() => _trail = new AuditTrail(_log, _time, _logger);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_is_in_the_log_before_it_is_begun()
    {
        await _trail.RunAsync(
            Actor,
            Change,
            () =>
            {
                AuditEntry entry = Assert.Single(_log.Entries);
                Assert.Equal(("admin", "key.revoke", "keys/abc", "r1", "192.0.2.7"), (entry.Actor, entry.Action, entry.Target, entry.RequestId, entry.SourceAddress));
                Assert.Equal(("""{"a":1}""", """{"a":2}""", null), (entry.Before, entry.After, entry.Failure));
                Assert.Equal(_time.GetUtcNow(), entry.At);
                return Task.CompletedTask;
            },
            Cancel);
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task What_cannot_be_audited_is_not_changed()
    {
        _log.Takes = 0;
        bool changed = false;

        await Assert.ThrowsAsync<IOException>(() => _trail.RunAsync(
            Actor,
            Change,
            () =>
            {
                changed = true;
                return Task.CompletedTask;
            },
            Cancel));

        Assert.False(changed);
    }

    [Fact]
    public async Task A_change_that_fails_has_a_second_entry_that_says_so()
    {
        GatewayException failure = new(ErrorKind.StorageUnavailable, "down");

        Assert.Same(failure, await Assert.ThrowsAsync<GatewayException>(() => _trail.RunAsync(Actor, Change, Task () => throw failure, Cancel)));

        Assert.Equal([null, "storage_unavailable"], _log.Entries.Select(static entry => entry.Failure));
        Assert.Equal(_log.Entries[0].Id, _log.Entries[1].Of);
        Assert.NotEqual(_log.Entries[0].Id, _log.Entries[1].Id);
    }

    [Fact]
    public async Task That_a_change_failed_is_in_the_apps_log_when_the_audit_log_fails_too()
    {
        _log.Takes = 1;

        await Assert.ThrowsAsync<TimeoutException>(() => _trail.RunAsync(Actor, Change, Task () => throw new TimeoutException(), Cancel));

        Assert.Contains("internal_error", Assert.Single(_logger.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_of_a_change_are_passed_on_and_their_failure_is_told()
    {
        List<int> seen = [];

        await Assert.ThrowsAsync<GatewayException>(async () =>
        {
            await foreach (int step in _trail.RunAsync(Actor, Change, StepsAsync(), Cancel))
            {
                seen.Add(step);
            }
        });

        Assert.Equal([1, 2], seen);
        Assert.Equal([null, "upstream_error"], _log.Entries.Select(static entry => entry.Failure));
    }

    [Fact]
    public async Task No_secret_comes_into_the_log_even_when_a_change_was_described_with_one()
    {
        const string Canary = "canary0123456789secret";
        string before = $$"""
            {"api_key":"{{Canary}}","note":"llmf_abcdefghijkm_{{Canary}} and sk-{{Canary}}","headers":{"X-Any":"{{Canary}}"},
             "accounts":[{"ApiKey":"{{Canary}}","weight":2}],"secret_name":"the-name","max_tokens":7,"token":"eyJhbGciOiJub25l.{{Canary}}."}
            """;

        await _trail.RunAsync(Actor, Change with { Before = before }, static () => Task.CompletedTask, Cancel);

        string told = _log.Entries[0].Before!;
        Assert.DoesNotContain(Canary, told, StringComparison.Ordinal);
        Assert.Contains("\"secret_name\":\"the-name\"", told, StringComparison.Ordinal);
        Assert.Contains("\"weight\":2", told, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":7", told, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<int> StepsAsync()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
        throw new GatewayException(ErrorKind.UpstreamError, "broken");
    }
}
