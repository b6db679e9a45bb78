using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

public sealed class SeveralProcessesTests : DurabilityTest
{
    [Fact]
    public async Task Processes_on_one_storage_know_the_same_keys_and_lose_no_record_of_each_other()
    {
        await using LocalHostProcess first = await StartAsync();
        await using LocalHostProcess second = await StartAsync();
        await using LocalHostProcess third = await StartAsync();
        string key = await first.CreateKeyAsync(App, Cancellation);

        IReadOnlyCollection<string>[] answered = await Task.WhenAll(new[] { first, second, third }.Select(async gateway =>
        {
            using var load = new ChatLoad(gateway, key);
            return await load.AskAsync(400, 16, static _ => { }, Cancellation);
        }));

        Assert.All(answered, ids => Assert.Equal(400, ids.Count));
        Assert.Equal(answered.SelectMany(ids => ids).Order(StringComparer.Ordinal), (await RowsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_process_that_is_killed_takes_no_record_of_the_others_with_it()
    {
        await using LocalHostProcess killed = await StartAsync();
        await using LocalHostProcess survivor = await StartAsync();
        string key = await killed.CreateKeyAsync(App, Cancellation);
        using var toKilled = new ChatLoad(killed, key);
        using var toSurvivor = new ChatLoad(survivor, key);

        IReadOnlyCollection<string>[] answered = await Task.WhenAll(
            toKilled.AskAsync(1_000, 16, answers => KillAt(answers, killed), Cancellation),
            toSurvivor.AskAsync(400, 16, static _ => { }, Cancellation));

        Assert.Equal(400, answered[1].Count);
        await AssertRecordedOnceAsync([.. answered[0], .. answered[1]]);
    }

    private static void KillAt(int answers, LocalHostProcess gateway)
    {
        if (answers == 100)
        {
            gateway.Kill();
        }
    }
}
