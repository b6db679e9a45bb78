using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Tests.Security;

public sealed class AuthenticatorTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly CountingKeyStore _store = new();
    private readonly Authenticator _authenticator;
    private readonly GatewayKeyIssuer _issuer;

    public AuthenticatorTests()
    {
        _authenticator = new Authenticator(new GatewayOptions { AdminKey = "the key of the admin", DevKey = "the key of the developer" }, _store, _time);
        _issuer = new GatewayKeyIssuer(_time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issued_key_is_accepted_for_its_app()
    {
        (GatewayKey record, string key) = await IssueAsync("laptop", null);
        Assert.Equal(new Caller("shop", record.Id), await _authenticator.AuthenticateAsync(key, Cancellation));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("default")]
    [InlineData("Admin")]
    public void No_key_is_issued_for_the_apps_of_the_keys_in_the_settings(string app)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(app, null, null));
        Assert.Equal((ErrorKind.InvalidRequest, "app"), (exception.Error.Kind, exception.Error.Param));
    }

    [Fact]
    public async Task The_key_itself_is_kept_nowhere()
    {
        (GatewayKey record, string key) = await IssueAsync(null, null);
        string secret = key[(record.Prefix.Length + 1)..];
        Assert.DoesNotContain(secret, record.ToString(), StringComparison.Ordinal);
        Assert.Equal(32, record.Hash.Length);
    }

    [Fact]
    public async Task Admin_and_developer_keys_are_accepted_without_the_storage()
    {
        Assert.True((await _authenticator.AuthenticateAsync("the key of the admin", Cancellation)).IsAdmin);
        Assert.Equal("default", (await _authenticator.AuthenticateAsync("the key of the developer", Cancellation)).App);
        Assert.Equal(0, _store.Reads);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("the key of the admin ")]
    public async Task Missing_and_made_up_keys_are_refused_without_the_storage(string? key)
    {
        await AssertRefusedAsync(key);
        Assert.Equal(0, _store.Reads);
    }

    [Fact]
    public async Task A_well_formed_key_that_nobody_issued_is_refused() => await AssertRefusedAsync(GatewayKeyText.Create());

    [Fact]
    public async Task A_key_is_refused_from_the_moment_it_expires()
    {
        (_, string key) = await IssueAsync(null, _time.GetUtcNow().AddMinutes(1));
        await _authenticator.AuthenticateAsync(key, Cancellation);
        _time.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync(key);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_ten_seconds()
    {
        (GatewayKey record, string key) = await IssueAsync(null, null);
        await _authenticator.AuthenticateAsync(key, Cancellation);
        await _store.RevokeAsync(record.Id, _time.GetUtcNow(), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(9));
        await AssertRefusedAsync(key);
    }

    [Fact]
    public async Task A_busy_key_is_read_once_in_five_seconds()
    {
        (_, string key) = await IssueAsync(null, null);
        for (int second = 0; second < 10; second++)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _authenticator.AuthenticateAsync(key, Cancellation).AsTask()));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _store.Reads);
    }

    [Fact]
    public async Task A_storage_that_fails_is_said_so_and_asked_again_at_the_next_request()
    {
        (_, string key) = await IssueAsync(null, null);
        _store.Broken = true;
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await _authenticator.AuthenticateAsync(key, Cancellation));
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
        _store.Broken = false;
        Assert.Equal("shop", (await _authenticator.AuthenticateAsync(key, Cancellation)).App);
    }

    [Theory]
    [InlineData("", "app")]
    [InlineData("with_underscore", "app")]
    [InlineData("with/slash", "app")]
    public void A_key_is_not_issued_for_a_name_that_cannot_be_an_app(string app, string param)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(app, null, null));
        Assert.Equal(param, exception.Error.Param);
    }

    private async Task<(GatewayKey Record, string Key)> IssueAsync(string? name, DateTimeOffset? expiresAt)
    {
        (GatewayKey record, string key) = _issuer.Make("shop", name, expiresAt);
        await _store.AddAsync(record, Cancellation);
        return (record, key);
    }

    private async Task AssertRefusedAsync(string? key)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await _authenticator.AuthenticateAsync(key, Cancellation));
        Assert.Equal(ErrorKind.InvalidApiKey, exception.Error.Kind);
    }
}
