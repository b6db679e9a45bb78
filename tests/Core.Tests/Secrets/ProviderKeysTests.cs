using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Secrets;
using Xunit;

namespace LlmFunctions.Tests.Secrets;

public sealed class ProviderKeysTests
{
    private static readonly Provider WithSecret = new()
    {
        Name = "acme",
        Dialect = OpenAIDialect.Instance,
        BaseUrl = new Uri("https://inner.example.org/v1/"),
        Secret = "acme-key",
    };

    [Fact]
    public async Task A_vault_that_fails_is_a_failure_of_the_provider_so_that_another_one_can_be_tried()
    {
        IOException cause = new("vault.example.org is unreachable");

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () =>
            await Keys(_ => throw cause).GetAsync(WithSecret, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorKind.UpstreamAuthentication, exception.Error.Kind);
        Assert.Equal("The provider 'acme' has no key: its secret could not be read.", exception.Message);
        Assert.Same(cause, exception.InnerException);
    }

    [Fact]
    public async Task A_vault_that_runs_into_its_own_time_limit_has_failed_too()
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () =>
            await Keys(static _ => throw new TaskCanceledException()).GetAsync(WithSecret, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorKind.UpstreamAuthentication, exception.Error.Kind);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_no_failure_of_the_vault()
    {
        using CancellationTokenSource givenUp = new();
        await givenUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Keys(static cancellationToken => throw new OperationCanceledException(cancellationToken)).GetAsync(WithSecret, givenUp.Token));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_told_from_one_that_cannot_be_read()
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () =>
            await Keys(static _ => null).GetAsync(WithSecret, TestContext.Current.CancellationToken));

        Assert.Equal("The provider 'acme' has no key: its secret is missing.", exception.Message);
    }

    private static ProviderKeys Keys(Func<CancellationToken, string?> read) => new(new ScriptedSecrets(read));

    private sealed class ScriptedSecrets(Func<CancellationToken, string?> read) : ISecretSource
    {
        public ValueTask<string?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(read(cancellationToken));

        public void Invalidate(string name)
        {
            // Nothing is kept.
        }
    }
}
