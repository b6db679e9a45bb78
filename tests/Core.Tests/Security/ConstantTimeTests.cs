using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Security;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Structure;
using Xunit;

namespace LlmFunctions.Tests.Security;

/// <summary>
/// How long a comparison takes must not tell how much of a secret was right. A clock cannot prove that on a machine with other work to do; that there is no other
/// comparison can be read.
/// </summary>
public sealed partial class ConstantTimeTests
{
    [Fact]
    public void Hashes_of_keys_are_compared_in_constant_time_and_in_no_other_way()
    {
        SourceFile[] sources = [.. Repository.SourcesBelow("src/")];
        Assert.Empty(
            from file in sources
            from Match match in OtherComparison().Matches(file.Code)

            // What a request is known by when it comes again; its sender knows all of it.
            where !match.Value.Contains("RequestHash", StringComparison.OrdinalIgnoreCase)
            select $"{file.Path}: {match.Value}");

        SourceFile authenticator = Assert.Single(sources, static file => file.Path.EndsWith("/Authenticator.cs", StringComparison.Ordinal));
        Assert.Equal(1, FixedTime().Count(authenticator.Code));

        // The admin's key, the developer's, that for metrics, and those that were issued.
        Assert.Equal(4, Match().Count(authenticator.Code));
    }

    /// <summary>What is found by is no secret: the id is, and the secret's hash is compared whatever there is at that id. So no answer tells of a key's state to who has not all of it.</summary>
    [Fact]
    public async Task Whoever_has_not_the_whole_key_hears_the_same_whatever_is_wrong_with_it()
    {
        ManualTimeProvider time = new();
        CountingKeyStore store = new();
        GatewayKeyIssuer issuer = new(time);
        Authenticator authenticator = Tokens.Authenticator(new GatewayOptions { AdminKey = "the key of the admin" }, store, time);
        (GatewayKey good, string key) = issuer.Make(new KeyWish { App = "shop" }, Rights.All);
        (GatewayKey revoked, string revokedKey) = issuer.Make(new KeyWish { App = "shop" }, Rights.All);
        (GatewayKey bound, string boundKey) = issuer.Make(new KeyWish { App = "shop", AllowedAddresses = ["192.0.2.1"] }, Rights.All);
        foreach (GatewayKey record in (GatewayKey[])[good, revoked, bound])
        {
            await store.AddAsync(record, TestContext.Current.CancellationToken);
        }

        await store.RevokeAsync(revoked.Id, time.GetUtcNow(), TestContext.Current.CancellationToken);
        string[] wrong = [.. new[] { key, revokedKey, boundKey }.SelectMany(static one => new[] { 0, 15, 31 }.Select(place => WithOtherSecret(one, place))), GatewayKeyText.Create()];

        List<string> messages = [];
        foreach (string one in wrong)
        {
            Assert.NotNull(GatewayKeyText.Id(one));
            int before = store.Reads;
            messages.Add((await Assert.ThrowsAsync<GatewayException>(async () => await authenticator.AuthenticateAsync(new CallerCredentials(one, null), TestContext.Current.CancellationToken))).Message);
            Assert.InRange(store.Reads - before, 0, 1);
        }

        Assert.Single(messages.Distinct());
    }

    /// <summary>A key whose secret differs at one place, with the checksum that it must have: anybody can compute that.</summary>
    private static string WithOtherSecret(string key, int place)
    {
        const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
        int start = key.LastIndexOf('_') + 1 + place;
        string body = string.Concat(key.AsSpan(0, start), key[start] == 'a' ? "b" : "a", key.AsSpan(start + 1, key.Length - 6 - start - 1));
        return body + string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(body)).Take(6).Select(static b => Alphabet[b & 31]));
    }

    [GeneratedRegex(@"\w*[Hh]ash\w*\s*(?:==|!=)(?!\s*null)|[Hh]ash\w*\.(?:SequenceEqual|Equals)\(|options\.(?:AdminKey|DevKey|MetricsKey)\s*==|SequenceEqual\([^)]*[Hh]ash")]
    private static partial Regex OtherComparison();

    [GeneratedRegex(@"bool Matches\([^)]*\) =>[^;]*CryptographicOperations\.FixedTimeEquals\(expected, hash\);")]
    private static partial Regex FixedTime();

    [GeneratedRegex(@"(?<!bool )\bMatches\(")]
    private static partial Regex Match();
}
