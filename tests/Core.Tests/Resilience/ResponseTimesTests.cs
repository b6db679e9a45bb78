using LlmFunctions.Resilience;
using Xunit;

namespace LlmFunctions.Tests.Resilience;

public sealed class ResponseTimesTests
{
    [Fact]
    public void Little_is_not_enough_to_know_what_is_usual()
    {
        ResponseTimes times = new();
        for (int i = 0; i < 19; i++)
        {
            times.Add(TimeSpan.FromSeconds(1));
        }

        Assert.Null(times.Percentile95());
        times.Add(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), times.Percentile95());
    }

    [Fact]
    public void It_is_the_time_that_95_of_the_last_hundred_stay_within()
    {
        ResponseTimes times = new();
        foreach (int seconds in Enumerable.Repeat(500, 300).Concat(Enumerable.Range(1, 100).Reverse()))
        {
            times.Add(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(TimeSpan.FromSeconds(95), times.Percentile95());
    }
}
