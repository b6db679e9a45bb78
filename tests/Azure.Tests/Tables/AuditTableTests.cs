using Azure.Data.Tables;
using LlmFunctions.Auditing;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class AuditTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    // All tests share one table, so each has an actor of its own.
    private readonly string _actor = $"actor-{Guid.NewGuid():N}";
    private AuditTable _log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _log = new AuditTable(new TableServiceClient(await Azurite.ConnectionStringAsync()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_entry_is_read_as_it_was_written()
    {
        AuditEntry entry = Entry(Noon) with { Before = "{}", After = """{"name":"Grüße"}""", Failure = "internal_error", Of = new string('a', 32), SourceAddress = "2001:db8::1" };
        await _log.AppendAsync(entry, Cancel);

        Assert.Equal([entry], (await ReadAsync(new AuditQuery { Limit = 10 })).Entries);
    }

    [Fact]
    public async Task Long_states_are_kept_whole_and_of_longer_ones_their_hash()
    {
        string longest = $"\"{new string('x', 200_000)}\"";
        AuditEntry entry = Entry(Noon) with { Before = longest, After = $"\"{new string('y', 300_000)}\"" };
        await _log.AppendAsync(entry, Cancel);

        AuditEntry read = Assert.Single((await ReadAsync(new AuditQuery { Limit = 10 })).Entries);
        Assert.Equal(longest, read.Before);
        Assert.StartsWith("""{"too_long":true,"length":300002,"sha256":""", read.After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_come_the_newest_first_page_by_page_and_none_twice()
    {
        AuditEntry[] entries = [.. Enumerable.Range(0, 7).Select(minute => Entry(Noon.AddMinutes(minute / 2)))];
        foreach (AuditEntry entry in entries)
        {
            await _log.AppendAsync(entry, Cancel);
        }

        List<AuditEntry> read = [];
        AuditQuery query = new() { Limit = 2 };
        for (string? next = ""; next is not null;)
        {
            AuditPage page = await ReadAsync(query with { After = next.Length == 0 ? null : next });
            Assert.InRange(page.Entries.Count, 1, 2);
            read.AddRange(page.Entries);
            next = page.Next;
        }

        Assert.Equal(entries.Select(static entry => entry.Id).Order(), read.Select(static entry => entry.Id).Order());
        Assert.Equal(read.Select(static entry => entry.At).OrderDescending(), read.Select(static entry => entry.At));
    }

    [Fact]
    public async Task The_beginning_of_a_span_is_in_it_and_its_end_is_not()
    {
        for (int minute = 0; minute < 4; minute++)
        {
            await _log.AppendAsync(Entry(Noon.AddMinutes(minute)), Cancel);
        }

        AuditPage page = await ReadAsync(new AuditQuery { From = Noon.AddMinutes(1), To = Noon.AddMinutes(3), Limit = 10 });

        Assert.Equal([Noon.AddMinutes(2), Noon.AddMinutes(1)], page.Entries.Select(static entry => entry.At));
    }

    [Fact]
    public async Task Entries_are_found_by_action_and_target_and_by_nothing_that_is_smuggled_into_them()
    {
        await _log.AppendAsync(Entry(Noon) with { Action = "key.create", Target = "keys/o'neil" }, Cancel);
        await _log.AppendAsync(Entry(Noon) with { Action = "key.revoke", Target = "keys/b" }, Cancel);

        Assert.Equal("key.revoke", Assert.Single((await ReadAsync(new AuditQuery { Action = "key.revoke", Limit = 10 })).Entries).Action);
        Assert.Equal("key.create", Assert.Single((await ReadAsync(new AuditQuery { Target = "keys/o'neil", Limit = 10 })).Entries).Action);
        Assert.Empty((await ReadAsync(new AuditQuery { Action = "x' or Action ne 'x", Limit = 10 })).Entries);
        Assert.Empty((await _log.ReadAsync(new AuditQuery { Actor = "x' or PartitionKey eq 'audit", Limit = 10 }, Cancel)).Entries);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("0000000000000000000_' or PartitionKey ne '01234567")]
    public async Task A_page_is_asked_for_by_what_the_page_before_said(string after)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => ReadAsync(new AuditQuery { After = after, Limit = 10 }));
        Assert.Equal((ErrorKind.InvalidRequest, "after"), (exception.Error.Kind, exception.Error.Param));
    }

    [Fact]
    public async Task An_entry_cannot_be_written_over()
    {
        AuditEntry entry = Entry(Noon);
        await _log.AppendAsync(entry, Cancel);

        await Assert.ThrowsAsync<GatewayException>(() => _log.AppendAsync(entry with { Actor = "somebody else" }, Cancel));

        Assert.Equal([entry], (await ReadAsync(new AuditQuery { Limit = 10 })).Entries);
    }

    private Task<AuditPage> ReadAsync(AuditQuery query) => _log.ReadAsync(query with { Actor = _actor }, Cancel);

    private AuditEntry Entry(DateTimeOffset at) => new()
    {
        Id = Guid.NewGuid().ToString("N"),
        At = at,
        Actor = _actor,
        App = "admin",
        Action = "key.create",
        Target = "keys/a",
        RequestId = "r1",
    };
}
