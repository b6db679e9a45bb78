using LlmFunctions.AzureServices.KeyVault;
using LlmFunctions.Errors;
using LlmFunctions.Secrets;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.KeyVault;

public sealed class KeyVaultSecretStoreTests : IDisposable
{
    private readonly Vault _vault = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_is_set_is_read_as_soon_as_the_old_one_is_forgotten()
    {
        KeyVaultSecretStore store = new(_vault.Client(), NullLogger<KeyVaultSecretStore>.Instance);
        KeyVaultSecretSource source = new(_vault.Client(), new ManualTimeProvider(), new RecordingLogger());
        await store.SetAsync("llm-acme", "first", Cancel);
        Assert.Equal("first", await source.GetAsync("llm-acme", Cancel));

        await store.SetAsync("llm-acme", "second", Cancel);
        Assert.Equal("first", await source.GetAsync("llm-acme", Cancel));
        ((ISecretSource)source).Forget("llm-acme");

        Assert.Equal("second", await source.GetAsync("llm-acme", Cancel));
    }

    [Theory]
    [InlineData(true, ErrorKind.Conflict, "Key Vault Secrets Officer")]
    [InlineData(false, ErrorKind.StorageUnavailable, "nothing was changed")]
    public async Task A_vault_that_does_not_take_it_is_told_without_the_key(bool isReadOnly, ErrorKind kind, string reason)
    {
        _vault.IsReadOnly = isReadOnly;
        _vault.IsDown = !isReadOnly;
        KeyVaultSecretStore store = new(_vault.Client(), NullLogger<KeyVaultSecretStore>.Instance);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => store.SetAsync("llm-acme", "sk-canary", Cancel));

        Assert.Equal(kind, exception.Error.Kind);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-canary", exception.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _vault.Dispose();
}
