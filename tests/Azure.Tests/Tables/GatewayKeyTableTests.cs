using Azure;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class GatewayKeyTableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly string _app = $"app-{Guid.NewGuid():N}";
    private GatewayKeyTable _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = new GatewayKeyTable(new TableServiceClient(await Azurite.ConnectionStringAsync()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_key_is_found_as_it_was_added()
    {
        GatewayKey key = Key() with
        {
            Name = "Grüße",
            ExpiresAt = Noon.AddDays(1).AddTicks(1),
            Rights = Rights.Chat | Rights.ViewMetrics,
            AllowedModels = ["gpt-4o", "a model/with blanks"],
            AllowedAddresses = ["192.0.2.0/24", "::1"],
            Replaces = "abcdefghijkm",
        };
        await _store.AddAsync(key, Cancellation);

        GatewayKey? found = await _store.FindAsync(key.Id, Cancellation);

        Assert.NotNull(found);
        Assert.Equal(key.Hash, found.Hash);
        Assert.Equal(key.AllowedModels, found.AllowedModels);
        Assert.Equal(key.AllowedAddresses, found.AllowedAddresses);
        Assert.Equal(key with { Hash = found.Hash, AllowedModels = found.AllowedModels, AllowedAddresses = found.AllowedAddresses, Version = found.Version }, found);
    }

    [Fact]
    public async Task A_key_without_name_and_expiry_has_none()
    {
        GatewayKey key = Key();
        await _store.AddAsync(key, Cancellation);

        GatewayKey? found = await _store.FindAsync(key.Id, Cancellation);

        Assert.Null(found?.Name);
        Assert.Null(found?.ExpiresAt);
        Assert.Null(found?.RevokedAt);
    }

    [Fact]
    public async Task There_is_no_key_that_was_not_added()
    {
        Assert.Null(await _store.FindAsync("nosuchkey222", Cancellation));
        Assert.False(await _store.RevokeAsync("nosuchkey222", Noon, Cancellation));
    }

    [Fact]
    public async Task An_id_is_taken_once()
    {
        GatewayKey key = Key();
        await _store.AddAsync(key, Cancellation);

        GatewayException failure = await Assert.ThrowsAsync<GatewayException>(() => _store.AddAsync(key with { App = "other" }, Cancellation));

        Assert.Equal(409, Assert.IsType<RequestFailedException>(failure.InnerException).Status);
        Assert.Equal(_app, (await _store.FindAsync(key.Id, Cancellation))?.App);
    }

    [Fact]
    public async Task The_keys_of_an_app_are_listed_the_newest_first_and_no_others()
    {
        GatewayKey[] keys = [.. Enumerable.Range(0, 3).Select(day => Key() with { CreatedAt = Noon.AddDays(day) })];
        foreach (GatewayKey key in (GatewayKey[])[keys[1], keys[2], keys[0], Key() with { App = _app + "-other" }])
        {
            await _store.AddAsync(key, Cancellation);
        }

        Assert.Equal([keys[2].Id, keys[1].Id, keys[0].Id], (await _store.ListAsync(_app, Cancellation)).Select(key => key.Id));
        Assert.Empty(await _store.ListAsync(_app + "' or App ne '", Cancellation));
    }

    [Fact]
    public async Task Without_an_app_the_keys_of_all_are_listed()
    {
        GatewayKey[] keys = [Key(), Key() with { App = _app + "-other" }];
        foreach (GatewayKey key in keys)
        {
            await _store.AddAsync(key, Cancellation);
        }

        IReadOnlyList<GatewayKey> listed = await _store.ListAsync(null, Cancellation);

        Assert.Empty(keys.Select(key => key.Id).Except(listed.Select(key => key.Id)));
    }

    [Fact]
    public async Task A_key_stays_revoked_since_the_first_time()
    {
        GatewayKey key = Key();
        await _store.AddAsync(key, Cancellation);

        Assert.True(await _store.RevokeAsync(key.Id, Noon.AddHours(1), Cancellation));
        Assert.True(await _store.RevokeAsync(key.Id, Noon.AddHours(2), Cancellation));

        GatewayKey? found = await _store.FindAsync(key.Id, Cancellation);
        Assert.Equal(Noon.AddHours(1), found?.RevokedAt);
        Assert.Equal(key.Prefix, found?.Prefix);
        Assert.Equal(key.Hash, found?.Hash);
    }

    [Fact]
    public async Task A_key_is_replaced_once_and_not_after_it_was_revoked()
    {
        GatewayKey old = await AddAsync();

        Assert.True(await _store.ReplaceAsync(old, Noon.AddHours(1), Key() with { Replaces = old.Id }, Cancellation));
        GatewayKey again = Key() with { Replaces = old.Id };
        Assert.False(await _store.ReplaceAsync(old, Noon.AddHours(2), again, Cancellation));
        Assert.Null(await _store.FindAsync(again.Id, Cancellation));
        Assert.Equal(Noon.AddHours(1), (await _store.FindAsync(old.Id, Cancellation))?.ExpiresAt);

        GatewayKey revoked = await AddAsync();
        await _store.RevokeAsync(revoked.Id, Noon, Cancellation);
        Assert.False(await _store.ReplaceAsync(revoked, Noon.AddHours(1), again, Cancellation));
        Assert.False(await _store.ReplaceAsync(Key() with { Version = revoked.Version }, Noon.AddHours(1), again, Cancellation));
        GatewayKey changed = await AddAsync();
        await _store.ChangeAsync(changed with { Rights = Rights.Chat }, Cancellation);
        Assert.False(await _store.ReplaceAsync(changed, Noon.AddHours(1), again, Cancellation));
    }

    [Fact]
    public async Task A_key_is_changed_by_who_has_read_it_and_by_nobody_who_comes_too_late()
    {
        GatewayKey key = await AddAsync();

        GatewayKey? changed = await _store.ChangeAsync(key with { Name = "new", AllowedModels = ["m"], ExpiresAt = Noon.AddDays(1) }, Cancellation);
        Assert.Null(await _store.ChangeAsync(key with { Name = "late" }, Cancellation));

        GatewayKey found = (await _store.FindAsync(key.Id, Cancellation))!;
        Assert.Equal(("new", "m", Noon.AddDays(1), changed!.Version), (found.Name, Assert.Single(found.AllowedModels), found.ExpiresAt, found.Version));
        Assert.Equal(key.Hash, found.Hash);
        GatewayKey? freed = await _store.ChangeAsync(found with { Name = null, AllowedModels = [], ExpiresAt = null }, Cancellation);
        Assert.Equal((null, 0, null), (freed!.Name, (await _store.FindAsync(key.Id, Cancellation))!.AllowedModels.Count, (await _store.FindAsync(key.Id, Cancellation))!.ExpiresAt));

        await _store.RevokeAsync(key.Id, Noon, Cancellation);
        Assert.Null(await _store.ChangeAsync(freed, Cancellation));
        Assert.Equal(Noon, (await _store.FindAsync(key.Id, Cancellation))!.RevokedAt);
        Assert.Null(await _store.ChangeAsync(Key() with { Version = found.Version }, Cancellation));
    }

    private async Task<GatewayKey> AddAsync()
    {
        GatewayKey key = Key();
        await _store.AddAsync(key, Cancellation);
        return (await _store.FindAsync(key.Id, Cancellation))!;
    }

    private GatewayKey Key()
    {
        string text = GatewayKeyText.Create();
        return new GatewayKey
        {
            Id = GatewayKeyText.Id(text)!,
            App = _app,
            Prefix = GatewayKeyText.Prefix(text),
            Hash = GatewayKeyText.Hash(text),
            CreatedAt = Noon,
        };
    }
}
