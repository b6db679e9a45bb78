using LlmFunctions.Caching;
using Xunit;

namespace LlmFunctions.Tests.Caching;

public sealed class MemoryAnswersTests
{
    [Fact]
    public void What_was_used_last_is_kept_and_no_more_than_fits()
    {
        MemoryAnswers memory = new(10_000);
        for (int i = 0; i < 3; i++)
        {
            memory.Save($"{i}", Answer(2_500));
        }

        Assert.NotNull(memory.Find("0"));
        memory.Save("3", Answer(2_500));

        Assert.Equal([true, false, true, true], Enumerable.Range(0, 4).Select(i => memory.Find($"{i}") is not null));
    }

    [Fact]
    public void An_answer_that_is_larger_than_all_is_not_kept()
    {
        MemoryAnswers memory = new(1_000);
        memory.Save("a", Answer(2_000));
        Assert.Null(memory.Find("a"));
        memory.Save("a", Answer(10));
        Assert.NotNull(memory.Find("a"));
    }

    [Fact]
    public void A_new_answer_takes_the_place_of_the_old_one()
    {
        MemoryAnswers memory = new(3_000);
        for (int i = 0; i < 10; i++)
        {
            memory.Save("a", Answer(1_000 + i));
        }

        Assert.Equal(1_009, memory.Find("a")?.Body.Length);
        memory.Save("b", Answer(900));
        Assert.NotNull(memory.Find("a"));
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
