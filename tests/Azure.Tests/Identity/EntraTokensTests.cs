using Azure.Core;
using LlmFunctions.AzureServices.Identity;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Identity;

public sealed class EntraTokensTests
{
    // A token that nobody hands out would be waited for without end.
    private const int Limit = 30_000;
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedCredential _credential = new();
    private readonly List<string?> _identities = [];
    private readonly EntraTokens _tokens;

    public EntraTokensTests() => _tokens = new EntraTokens(
        clientId =>
        {
            _identities.Add(clientId);
            return _credential;
        },
        _time,
        NullLogger<EntraTokens>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task A_token_is_fetched_once_however_many_ask_for_it()
    {
        Task<string>[] uses = [.. Enumerable.Range(0, 8).Select(_ => UseAsync())];
        await GiveAsync("one", TimeSpan.FromHours(1));

        Assert.All(await Task.WhenAll(uses), static token => Assert.Equal("one", token));
        Assert.Equal("one", await UseAsync());
        Assert.Equal(Scope, Assert.Single(_credential.Scopes));
        Assert.Null(Assert.Single(_identities));
    }

    [Fact(Timeout = Limit)]
    public async Task A_token_that_expires_soon_is_renewed_while_it_is_still_used()
    {
        await HaveAsync("one");
        _time.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("one", await UseAsync());
        Assert.Equal("one", await UseAsync());
        await GiveAsync("two", TimeSpan.FromHours(1));
        await UntilAsync("two");
        Assert.Equal(2, _credential.Scopes.Count);
    }

    [Fact(Timeout = Limit)]
    public async Task The_time_that_Entra_names_for_the_renewal_is_kept()
    {
        Task<string> use = UseAsync();
        DateTimeOffset now = _time.GetUtcNow();
        await _credential.GiveAsync(new AccessToken("one", now.AddHours(24), now.AddHours(12)), Cancel);
        await use;
        _time.Advance(TimeSpan.FromHours(12));

        Assert.Equal("one", await UseAsync());
        await GiveAsync("two", TimeSpan.FromHours(24));
        await UntilAsync("two");
    }

    [Fact(Timeout = Limit)]
    public async Task A_token_that_has_expired_is_waited_for()
    {
        await HaveAsync("one");
        _time.Advance(TimeSpan.FromMinutes(59.5));

        Task<string> use = UseAsync();
        Assert.False(use.IsCompleted);
        await GiveAsync("two", TimeSpan.FromHours(1));
        Assert.Equal("two", await use);
    }

    [Fact(Timeout = Limit)]
    public async Task A_renewal_that_fails_leaves_the_old_token_in_use_and_is_tried_again()
    {
        await HaveAsync("one");
        _time.Advance(TimeSpan.FromMinutes(56));
        Assert.Equal("one", await UseAsync());
        await _credential.FailAsync(new InvalidOperationException("no identity"), Cancel);

        while (_credential.Scopes.Count < 3)
        {
            Assert.Equal("one", await UseAsync());
            await Task.Yield();
        }

        await GiveAsync("two", TimeSpan.FromHours(1));
        await UntilAsync("two");
    }

    [Fact(Timeout = Limit)]
    public async Task A_first_token_that_cannot_be_had_is_a_failure_and_the_next_use_asks_again()
    {
        Task<string> use = UseAsync();
        await _credential.FailAsync(new InvalidOperationException("no identity"), Cancel);
        await Assert.ThrowsAsync<InvalidOperationException>(() => use);

        Task<string> next = UseAsync();
        await GiveAsync("one", TimeSpan.FromHours(1));
        Assert.Equal("one", await next);
    }

    [Fact(Timeout = Limit)]
    public async Task A_caller_that_gives_up_does_not_end_the_fetch_that_others_wait_for()
    {
        using CancellationTokenSource impatient = new();
        Task<string> first = _tokens.GetAsync(Scope, null, impatient.Token).AsTask();
        Task<string> second = UseAsync();
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        await GiveAsync("one", TimeSpan.FromHours(1));
        Assert.Equal("one", await second);
    }

    [Fact(Timeout = Limit)]
    public async Task Each_identity_and_each_scope_has_a_token_of_its_own()
    {
        await HaveAsync("one");
        Task<string> ofAnother = _tokens.GetAsync(Scope, "client-2", Cancel).AsTask();
        await GiveAsync("two", TimeSpan.FromHours(1));
        Task<string> forAnother = _tokens.GetAsync("https://ai.azure.com/.default", null, Cancel).AsTask();
        await GiveAsync("three", TimeSpan.FromHours(1));

        Assert.Equal(("two", "three", "one"), (await ofAnother, await forAnother, await UseAsync()));
        Assert.Equal([null, "client-2"], _identities);
    }

    private Task<string> UseAsync() => _tokens.GetAsync(Scope, null, Cancel).AsTask();

    private Task GiveAsync(string token, TimeSpan life) => _credential.GiveAsync(new AccessToken(token, _time.GetUtcNow() + life), Cancel);

    private async Task HaveAsync(string token)
    {
        Task<string> use = UseAsync();
        await GiveAsync(token, TimeSpan.FromHours(1));
        Assert.Equal(token, await use);
    }

    /// <summary>The renewal ends beside the uses, so its result comes in its own time.</summary>
    private async Task UntilAsync(string token)
    {
        while (await UseAsync() != token)
        {
            await Task.Yield();
        }
    }
}
