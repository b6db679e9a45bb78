using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>The same in the middle of many calls, when records are written many at a time.</summary>
public sealed class KillUnderLoadTests : DurabilityTest
{
    private const int MoreThanAreAnswered = 2_000;

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public async Task Whoever_saw_the_end_of_an_answer_has_a_record_whenever_the_process_is_killed(int concurrency)
    {
        string? key = null;
        List<string> answered = [];
        foreach (int killAt in (int[])[1, 13, 77, 234, 751])
        {
            await using LocalHostProcess gateway = await StartAsync();
            key ??= await gateway.CreateKeyAsync(App, Cancellation);
            using var load = new ChatLoad(gateway, key);

            IReadOnlyCollection<string> ids = await load.AskAsync(
                MoreThanAreAnswered,
                concurrency,
                answers =>
                {
                    if (answers == killAt)
                    {
                        gateway.Kill();
                    }
                },
                Cancellation);

            Assert.InRange(ids.Count, killAt, MoreThanAreAnswered - 1);
            answered.AddRange(ids);
            await AssertRecordedOnceAsync(answered);
        }
    }
}
