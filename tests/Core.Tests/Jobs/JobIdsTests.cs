using LlmFunctions.Errors;
using LlmFunctions.Jobs;
using Xunit;

namespace LlmFunctions.Tests.Jobs;

public sealed class JobIdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_id_of_a_newer_job_comes_first()
    {
        string older = JobIds.New(Noon);
        string newer = JobIds.New(Noon.AddTicks(1));

        Assert.True(string.CompareOrdinal(newer, older) < 0);
        Assert.NotEqual(older, JobIds.New(Noon));
    }

    [Fact]
    public void An_id_is_told_from_other_texts()
    {
        string id = JobIds.New(Noon);

        Assert.True(JobIds.IsOne(id));
        Assert.All([id[1..], id + "0", id[..^1] + "g", id[..^1] + "A", "", "job_"], static text => Assert.False(JobIds.IsOne(text)));
    }

    [Fact]
    public void What_is_asked_differs_by_kind_dialect_and_every_byte()
    {
        string[] hashes =
        [
            IdempotencyKey.HashOf("chat", "a", "{}"u8), IdempotencyKey.HashOf("chat", "a", "{ }"u8), IdempotencyKey.HashOf("chat", "b", "{}"u8), IdempotencyKey.HashOf("other", "a", "{}"u8),
        ];

        Assert.Equal(4, hashes.Distinct().Count());
        Assert.Equal(hashes[0], IdempotencyKey.HashOf("chat", "a", "{}"u8));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("order 66", true)]
    public void No_key_is_none(string? key, bool isOne) => Assert.Equal(isOne, IdempotencyKey.Hash(key) is { Length: 64 });

    [Theory]
    [InlineData(256, 'k')]
    [InlineData(1, 'é')]
    [InlineData(1, '\t')]
    public void A_key_that_cannot_be_one_is_refused(int length, char of)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => IdempotencyKey.Hash(new string(of, length)));

        Assert.Equal((ErrorKind.InvalidRequest, IdempotencyKey.Header), (exception.Error.Kind, exception.Error.Param));
    }
}
