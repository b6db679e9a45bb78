using System.Security.Cryptography;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Security;

public sealed class SigningKeysTests : IDisposable
{
    private const string Issuer = "https://login.example/tenant";
    private const string Discovery = "https://login.example/tenant/.well-known/openid-configuration";
    private const string Jwks = "https://login.example/keys";

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedDocuments _documents = new();
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly SigningKeys _keys;

    public SigningKeysTests()
    {
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "one"));
        _keys = Build(new IdentityOptions { Issuer = Issuer, Audiences = ["a"], Jwks = new Uri(Jwks) });
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _rsa.Dispose();

    [Fact]
    public async Task Keys_are_fetched_when_the_first_is_needed_and_then_kept()
    {
        Assert.Empty(_documents.Asked);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal("one", (await _keys.FindAsync("one", Cancel))?.Kid);
        }

        Assert.Single(_documents.Asked);
    }

    [Fact]
    public async Task A_new_key_is_found_by_fetching_again_but_not_more_than_once_a_minute()
    {
        await _keys.FindAsync("one", Cancel);
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "one"), Tokens.Jwk(_rsa, "two"));
        for (int i = 0; i < 59; i++)
        {
            Assert.Null(await _keys.FindAsync($"made-up-{i}", Cancel));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(_documents.Asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", (await _keys.FindAsync("two", Cancel))?.Kid);
        Assert.Equal(2, _documents.Asked.Count);
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_withdrawn_is_forgotten_within_a_day()
    {
        await _keys.FindAsync("one", Cancel);
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "two"));
        _time.Advance(TimeSpan.FromDays(1));
        await _keys.FindAsync("one", Cancel);
        Assert.Null(await _keys.FindAsync("one", Cancel));
    }

    [Fact]
    public async Task While_the_issuer_does_not_answer_known_keys_are_good_and_others_are_not_said_to_be_wrong()
    {
        await _keys.FindAsync("one", Cancel);
        _documents.Documents.Clear();
        _time.Advance(TimeSpan.FromDays(2));
        Assert.NotNull(await _keys.FindAsync("one", Cancel));
        Assert.NotNull(await _keys.FindAsync("one", Cancel));
        Assert.Equal(2, _documents.Asked.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","use":"enc","kid":"one","k":"AAAA"}]}""")]
    public async Task An_issuer_without_keys_is_said_to_be_unavailable_and_asked_again_after_ten_seconds(string? document)
    {
        if (document is null)
        {
            _documents.Documents.Clear();
        }
        else
        {
            _documents.Documents[Jwks] = document;
        }

        for (int i = 0; i < 3; i++)
        {
            GatewayException exception = await Assert.ThrowsAsync<GatewayException>(async () => await _keys.FindAsync("one", Cancel));
            Assert.Equal((ErrorKind.IdentityUnavailable, TimeSpan.FromSeconds(10)), (exception.Error.Kind, exception.Error.RetryAfter));
        }

        Assert.Single(_documents.Asked);
        _documents.Documents[Jwks] = Tokens.Set(Tokens.Jwk(_rsa, "one"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await _keys.FindAsync("one", Cancel));
    }

    [Fact]
    public async Task The_issuer_says_itself_where_its_keys_are()
    {
        _documents.Documents[Discovery] = $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Jwks}}"}""";
        Assert.NotNull(await Build(new IdentityOptions { Issuer = Issuer, Audiences = ["a"] }).FindAsync("one", Cancel));
        Assert.Equal([Discovery, Jwks], _documents.Asked);
    }

    [Theory]
    [InlineData("https://evil.example", Jwks)]
    [InlineData(Issuer, "http://login.example/keys")]
    [InlineData(Issuer, "file:///etc/keys")]
    public async Task A_discovery_document_that_is_not_the_issuers_is_not_believed(string issuer, string jwks)
    {
        _documents.Documents[Discovery] = $$"""{"issuer":"{{issuer}}","jwks_uri":"{{jwks}}"}""";
        await Assert.ThrowsAsync<GatewayException>(async () => await Build(new IdentityOptions { Issuer = Issuer, Audiences = ["a"] }).FindAsync("one", Cancel));
        Assert.Equal([Discovery], _documents.Asked);
    }

    private SigningKeys Build(IdentityOptions options) => new(new GatewayOptions { Identity = options }, _documents, _time, NullLogger<SigningKeys>.Instance);
}
