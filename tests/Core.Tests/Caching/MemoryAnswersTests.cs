using LlmFunctions.Caching;
using Xunit;

namespace LlmFunctions.Tests.Caching;

public sealed class MemoryAnswersTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Later = Now.AddSeconds(60);

    [Fact]
    public void What_was_used_last_is_kept_and_no_more_than_fits()
    {
        MemoryAnswers memory = new(10_000);
        for (int i = 0; i < 3; i++)
        {
            memory.Save($"{i}", Answer(2_500), Later);
        }

        Assert.NotNull(memory.Find("0", Now));
        memory.Save("3", Answer(2_500), Later);

        Assert.Equal([true, false, true, true], Enumerable.Range(0, 4).Select(i => memory.Find($"{i}", Now) is not null));
    }

    [Fact]
    public void An_answer_that_is_larger_than_all_is_not_kept()
    {
        MemoryAnswers memory = new(1_000);
        memory.Save("a", Answer(2_000), Later);
        Assert.Null(memory.Find("a", Now));
        memory.Save("a", Answer(10), Later);
        Assert.NotNull(memory.Find("a", Now));
    }

    [Fact]
    public void A_new_answer_takes_the_place_of_the_old_one()
    {
        MemoryAnswers memory = new(3_000);
        for (int i = 0; i < 10; i++)
        {
            memory.Save("a", Answer(1_000 + i), Later);
        }

        Assert.Equal(1_009, memory.Find("a", Now)?.Body.Length);
        memory.Save("b", Answer(900), Later);
        Assert.NotNull(memory.Find("a", Now));
    }

    [Fact]
    public void After_its_time_an_answer_is_forgotten()
    {
        MemoryAnswers memory = new(3_000);
        memory.Save("a", Answer(10), Later);
        Assert.NotNull(memory.Find("a", Later.AddTicks(-1)));
        Assert.Null(memory.Find("a", Later));
        Assert.Null(memory.Find("a", Now));
    }

    private static CachedAnswer Answer(int length) => new()
    {
        Provider = "p",
        Model = "m",
        IsStream = false,
        PassesThrough = false,
        StoredAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch,
        Body = new byte[length],
    };
}
