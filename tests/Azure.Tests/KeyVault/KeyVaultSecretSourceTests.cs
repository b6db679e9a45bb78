using Azure;
using LlmFunctions.AzureServices.KeyVault;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

public sealed class KeyVaultSecretSourceTests : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(10);

    private readonly Vault _vault = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly RecordingLogger _logger = new();
    private readonly KeyVaultSecretSource _source;

    public KeyVaultSecretSourceTests()
    {
        _source = new KeyVaultSecretSource(_vault.Client(), _clock, _logger);
        _vault.Secrets["openai-key"] = "first";
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _vault.Dispose();

    [Fact]
    public async Task A_secret_is_read_once_and_then_served_from_memory()
    {
        Assert.Equal("first", await GetAsync());
        _clock.Advance(Freshness - TimeSpan.FromTicks(1));
        Assert.Equal("first", await GetAsync());

        Assert.Equal(1, _vault.Reads);
    }

    [Fact]
    public async Task A_secret_that_is_due_is_still_served_while_the_new_one_is_read()
    {
        await GetAsync();
        _vault.Secrets["openai-key"] = "second";
        _clock.Advance(Freshness);

        Assert.Equal("first", await GetAsync());
        await UntilAsync(async () => await GetAsync() == "second");

        Assert.Equal(2, _vault.Reads);
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_null_says_so_and_is_not_asked_for_each_time()
    {
        Assert.Null(await _source.GetAsync("no-such-key", Cancellation));
        Assert.Null(await _source.GetAsync("no-such-key", Cancellation));

        Assert.Equal(1, _vault.Reads);
        Assert.Equal(["Error: Key Vault has no secret named no-such-key"], _logger.Lines);
    }

    [Fact]
    public async Task A_secret_that_was_added_later_is_found()
    {
        await _source.GetAsync("later", Cancellation);
        _vault.Secrets["later"] = "here";
        _clock.Advance(Freshness);

        await UntilAsync(async () => await _source.GetAsync("later", Cancellation) == "here");
    }

    [Fact]
    public async Task A_secret_that_a_provider_refused_is_read_again_at_the_next_call()
    {
        await GetAsync();
        _vault.Secrets["openai-key"] = "second";
        _clock.Advance(TimeSpan.FromSeconds(10));

        _source.Invalidate("OpenAI-Key");

        Assert.Equal("second", await GetAsync());
        Assert.Equal(2, _vault.Reads);
    }

    [Fact]
    public async Task The_old_value_is_served_while_the_vault_is_down_and_the_new_one_when_it_is_back()
    {
        await GetAsync();
        _vault.Secrets["openai-key"] = "second";
        _vault.IsDown = true;
        _clock.Advance(Freshness * 5);

        Assert.Equal("first", await GetAsync());
        await UntilAsync(() => Task.FromResult(!_logger.Lines.IsEmpty));
        Assert.Equal("first", await GetAsync());
        Assert.Contains("Warning: The secret openai-key could not be renewed; the old value stays in use", _logger.Lines);

        _vault.IsDown = false;
        await UntilAsync(async () => await GetAsync() == "second");
    }

    [Fact]
    public async Task A_vault_that_is_down_at_the_first_call_fails_it_and_is_asked_again_at_the_next()
    {
        _vault.IsDown = true;
        RequestFailedException failure = await Assert.ThrowsAsync<RequestFailedException>(() => GetAsync().AsTask());
        Assert.Equal(503, failure.Status);

        _vault.IsDown = false;
        Assert.Equal("first", await GetAsync());
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private ValueTask<string?> GetAsync() => _source.GetAsync("openai-key", Cancellation);
}
