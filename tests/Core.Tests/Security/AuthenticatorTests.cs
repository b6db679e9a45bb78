using System.Net;
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
        _authenticator = Tokens.Authenticator(new GatewayOptions { AdminKey = "the key of the admin", DevKey = "the key of the developer" }, _store, _time);
        _issuer = new GatewayKeyIssuer(_time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_issued_key_is_accepted_for_its_app()
    {
        (GatewayKey record, string key) = await IssueAsync("laptop", null);
        Assert.Equal(new Caller("shop", record.Id), await AuthenticateAsync(key));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("default")]
    [InlineData("Admin")]
    public void No_key_is_issued_for_the_apps_of_the_keys_in_the_settings(string app)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(new KeyWish { App = app }, Rights.All));
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
        Assert.True((await AuthenticateAsync("the key of the admin")).Has(Rights.Manage));
        Assert.Equal("default", (await AuthenticateAsync("the key of the developer")).App);
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
        await AuthenticateAsync(key);
        _time.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync(key);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_ten_seconds()
    {
        (GatewayKey record, string key) = await IssueAsync(null, null);
        await AuthenticateAsync(key);
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
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AuthenticateAsync(key).AsTask()));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _store.Reads);
    }

    [Fact]
    public async Task A_storage_that_fails_is_said_so_and_asked_again_at_the_next_request()
    {
        (_, string key) = await IssueAsync(null, null);
        _store.Broken = true;
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await AuthenticateAsync(key));
        Assert.Equal(ErrorKind.StorageUnavailable, exception.Error.Kind);
        _store.Broken = false;
        Assert.Equal("shop", (await AuthenticateAsync(key)).App);
    }

    [Theory]
    [InlineData("192.0.2.77", true)]
    [InlineData("::ffff:192.0.2.77", true)]
    [InlineData("2001:db8:7::1", true)]
    [InlineData("198.51.100.1", true)]
    [InlineData("192.0.3.1", false)]
    [InlineData("2001:db9::1", false)]
    [InlineData("198.51.100.2", false)]
    [InlineData(null, false)]
    public async Task A_key_is_good_from_its_addresses_only(string? address, bool isGood)
    {
        (GatewayKey record, string key) = _issuer.Make(new KeyWish { App = "shop", AllowedAddresses = ["192.0.2.9/24", "2001:db8::/32", "198.51.100.1"] }, Rights.All);
        await _store.AddAsync(record, Cancellation);
        if (isGood)
        {
            Assert.Equal("shop", (await AuthenticateAsync(key, address)).App);
        }
        else
        {
            GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await AuthenticateAsync(key, address));
            Assert.Equal(ErrorKind.PermissionDenied, exception.Error.Kind);
        }
    }

    [Fact]
    public async Task A_rotated_key_works_beside_the_new_one_for_the_overlap_and_no_longer()
    {
        (GatewayKey old, string oldKey) = await IssueAsync("laptop", null);
        (GatewayKey record, string key, DateTimeOffset end) = _issuer.Replace(old, TimeSpan.FromHours(1), null, Rights.All);
        await _store.ReplaceAsync(old, end, record, Cancellation);
        Assert.Equal((old.App, old.Name, old.Rights, old.Id), (record.App, record.Name, record.Rights, record.Replaces));

        _time.Advance(TimeSpan.FromMinutes(59));
        await AuthenticateAsync(oldKey);
        await AuthenticateAsync(key);
        _time.Advance(TimeSpan.FromMinutes(1));
        await AssertRefusedAsync(oldKey);
        await AuthenticateAsync(key);
    }

    [Fact]
    public void A_rotated_key_does_not_live_longer_than_it_would_have()
    {
        (GatewayKey old, _) = _issuer.Make(new KeyWish { App = "shop", ExpiresAt = _time.GetUtcNow().AddMinutes(5) }, Rights.All);
        Assert.Equal(old.ExpiresAt, _issuer.Replace(old, TimeSpan.FromHours(1), null, Rights.All).OldExpiresAt);
    }

    [Theory]
    [InlineData("manage")]
    [InlineData("edit_providers")]
    public void Nobody_grants_a_management_right_that_he_has_not(string scope)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(new KeyWish { App = "shop", Scopes = ["chat", scope] }, Rights.SystemConfig | Rights.Chat));
        Assert.Equal((ErrorKind.PermissionDenied, "scopes"), (exception.Error.Kind, exception.Error.Param));
        (GatewayKey powerful, _) = _issuer.Make(new KeyWish { App = "shop", Scopes = [scope] }, Rights.All);
        Assert.Throws<GatewayException>(() => _issuer.Replace(powerful, TimeSpan.Zero, null, Rights.SystemConfig));
    }

    [Fact]
    public void A_key_without_scopes_is_good_for_nothing_but_being_valid()
    {
        Assert.Equal(Rights.None, _issuer.Make(new KeyWish { App = "shop", Scopes = [] }, Rights.All).Record.Rights);
        Assert.Equal(Rights.Calls, _issuer.Make(new KeyWish { App = "shop" }, Rights.All).Record.Rights);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0/8")]
    [InlineData("::ffff:10.0.0.0/104")]
    [InlineData("fe80::1%eth0")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("anything")]
    [InlineData("")]
    public void What_is_no_range_of_addresses_is_refused(string range)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(new KeyWish { App = "shop", AllowedAddresses = [range] }, Rights.All));
        Assert.Equal("allowed_addresses[0]", exception.Error.Param);
    }

    [Theory]
    [InlineData("", "app")]
    [InlineData("with_underscore", "app")]
    [InlineData("with/slash", "app")]
    public void A_key_is_not_issued_for_a_name_that_cannot_be_an_app(string app, string param)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => _issuer.Make(new KeyWish { App = app }, Rights.All));
        Assert.Equal(param, exception.Error.Param);
    }

    private async Task<(GatewayKey Record, string Key)> IssueAsync(string? name, DateTimeOffset? expiresAt)
    {
        (GatewayKey record, string key) = _issuer.Make(new KeyWish { App = "shop", Name = name, ExpiresAt = expiresAt }, Rights.All);
        await _store.AddAsync(record, Cancellation);
        return (record, key);
    }

    private ValueTask<Caller> AuthenticateAsync(string? key, string? address = null) =>
        _authenticator.AuthenticateAsync(new CallerCredentials(key, address is null ? null : IPAddress.Parse(address)), Cancellation);

    private async Task AssertRefusedAsync(string? key)
    {
        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await AuthenticateAsync(key));
        Assert.Equal(ErrorKind.InvalidApiKey, exception.Error.Kind);
    }
}
