using System.Security.Cryptography;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Caching;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class AnswerTableTests : IAsyncLifetime
{
    // Long ago, so that purging in one test leaves the answers of others alone.
    private static readonly DateTimeOffset Then = new(2001, 1, 15, 12, 10, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = new(2126, 1, 15, 12, 10, 0, TimeSpan.Zero);

    private readonly string _key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
    private AnswerTable _table = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _table = new AnswerTable(new TableServiceClient(await Azurite.ConnectionStringAsync()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(1024 * 1024)]
    public async Task An_answer_is_found_as_it_was_saved(int length)
    {
        CachedAnswer answer = Answer(length) with { Dropped = ["seed", "user"], PassesThrough = true, IsStream = true };
        await _table.SaveAsync(_key, answer, Cancel);

        CachedAnswer? found = await _table.FindAsync(_key, Cancel);

        Assert.NotNull(found);
        Assert.Equal(answer.Body.ToArray(), found.Body.ToArray());
        Assert.Equal(answer.Dropped, found.Dropped);
        Assert.Equal(answer with { Body = found.Body, Dropped = found.Dropped }, found);
        Assert.Null(await _table.FindAsync(new string('0', 64), Cancel));
    }

    [Fact]
    public async Task A_shorter_answer_takes_the_place_of_a_longer_one()
    {
        await _table.SaveAsync(_key, Answer(900_000), Cancel);
        await _table.SaveAsync(_key, Answer(10), Cancel);
        Assert.Equal(10, (await _table.FindAsync(_key, Cancel))?.Body.Length);
    }

    [Fact]
    public async Task What_has_expired_is_purged_and_what_was_given_anew_is_not()
    {
        string renewed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await _table.SaveAsync(_key, Answer(800_000) with { ExpiresAt = Then }, Cancel);
        await _table.SaveAsync(renewed, Answer(10) with { ExpiresAt = Then }, Cancel);
        await _table.SaveAsync(renewed, Answer(11), Cancel);

        Assert.True(await _table.PurgeAsync(Then, Cancel) >= 1);

        Assert.Null(await _table.FindAsync(_key, Cancel));
        Assert.Equal(11, (await _table.FindAsync(renewed, Cancel))?.Body.Length);
        Assert.Equal(0, await _table.PurgeAsync(Then, Cancel));
    }

    private static CachedAnswer Answer(int length) => new()
    {
        Provider = "openai",
        Model = "gpt-4o",
        IsStream = false,
        PassesThrough = false,
        StoredAt = Later.AddHours(-1),
        ExpiresAt = Later,
        Body = RandomNumberGenerator.GetBytes(length),
    };
}
