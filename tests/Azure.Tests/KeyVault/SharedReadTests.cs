using Azure;
using LlmFunctions.AzureServices.KeyVault;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

public sealed class SharedReadTests
{
    // A read that nobody answers would be waited for without end.
    private const int Limit = 30_000;

    private static readonly TimeSpan AMoment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    private readonly ScriptedVault _vault = new();
    private readonly ManualTimeProvider _time = new();
    private readonly KeyVaultSecretSource _source;

    public SharedReadTests() =>
        _source = new KeyVaultSecretSource(_vault, _time, NullLogger<KeyVaultSecretSource>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Concurrent_first_uses_share_one_read()
    {
        Task<string?>[] uses = UseManyTimes();
        _vault.Answer("one");

        Assert.All(await Task.WhenAll(uses), static value => Assert.Equal("one", value));
        Assert.Equal(1, _vault.Reads);
    }

    [Fact(Timeout = Limit)]
    public async Task Concurrent_uses_after_a_refusal_share_one_read()
    {
        await ReadAsync("old");
        _time.Advance(AMinute);
        _source.Invalidate("key");

        Task<string?>[] uses = UseManyTimes();
        _vault.Answer("new");

        Assert.All(await Task.WhenAll(uses), static value => Assert.Equal("new", value));
        Assert.Equal(2, _vault.Reads);
    }

    [Fact(Timeout = Limit)]
    public async Task Late_refusals_of_the_old_value_do_not_discard_the_new_one()
    {
        await ReadAsync("old");
        _time.Advance(AMinute);
        _source.Invalidate("key");
        await ReadAsync("new");
        _time.Advance(AMoment);
        _source.Invalidate("key");

        Assert.Equal("new", await UseAsync());
        Assert.Equal(2, _vault.Reads);
    }

    [Fact(Timeout = Limit)]
    public async Task A_caller_that_gives_up_does_not_end_the_read_that_others_wait_for()
    {
        using CancellationTokenSource impatient = new();
        Task<string?> first = _source.GetAsync("key", impatient.Token).AsTask();
        Task<string?> second = UseAsync();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _vault.Answer("one");
        Assert.Equal("one", await second);
    }

    [Fact(Timeout = Limit)]
    public async Task A_failed_read_is_told_to_all_who_wait_and_tried_again_by_the_next()
    {
        Task<string?>[] uses = UseManyTimes();
        _vault.Fail(new RequestFailedException(503, "busy"));
        foreach (Task<string?> use in uses)
        {
            await Assert.ThrowsAsync<RequestFailedException>(() => use);
        }

        await ReadAsync("one");
        Assert.Equal(2, _vault.Reads);
    }

    [Fact(Timeout = Limit)]
    public async Task A_secret_that_is_not_there_is_null()
    {
        Task<string?> use = UseAsync();
        _vault.Fail(new RequestFailedException(404, "none"));

        Assert.Null(await use);
    }

    [Fact(Timeout = Limit)]
    public async Task An_old_value_is_served_while_it_is_renewed_once()
    {
        await ReadAsync("old");
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.All(await Task.WhenAll(UseManyTimes()), static value => Assert.Equal("old", value));
        Assert.Equal(2, _vault.Reads);
    }

    [Fact(Timeout = Limit)]
    public async Task An_old_value_stays_in_use_while_the_vault_fails()
    {
        await ReadAsync("old");
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("old", await UseAsync());
        _vault.Fail(new RequestFailedException(503, "busy"));

        Assert.Equal("old", await UseAsync());
    }

    private Task<string?>[] UseManyTimes() => [.. Enumerable.Range(0, 20).Select(_ => UseAsync())];

    private Task<string?> UseAsync() => _source.GetAsync("key", Cancellation).AsTask();

    private async Task ReadAsync(string value)
    {
        Task<string?> use = UseAsync();
        _vault.Answer(value);
        Assert.Equal(value, await use);
    }
}
