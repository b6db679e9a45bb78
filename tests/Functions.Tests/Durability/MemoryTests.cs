using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

public sealed class MemoryTests : DurabilityTest
{
    private const double MostGrowth = 1.1;

    [Fact]
    public async Task Ten_thousand_streamed_requests_leave_no_more_memory_behind_than_one_thousand()
    {
        await using LocalHostProcess gateway = await StartAsync();
        using var load = new ChatLoad(gateway, await gateway.CreateKeyAsync(App, Cancellation));

        await StreamAsync(load, 1_000);
        ProcessFigures early = await gateway.MeasureAsync(collect: true, Cancellation);
        await StreamAsync(load, 9_000);
        ProcessFigures late = await gateway.MeasureAsync(collect: true, Cancellation);

        TestContext.Current.TestOutputHelper?.WriteLine($"{early}{Environment.NewLine}{late}");
        Assert.InRange(late.Heap, 1, (long)(early.Heap * MostGrowth));
        Assert.InRange(late.Resident, 1, (long)(early.Resident * MostGrowth));
    }

    private static Task StreamAsync(ChatLoad load, int count) => Parallel.ForAsync(
        0,
        count,
        new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation },
        async (_, cancellationToken) => Assert.NotNull(await load.AskAsync(streamed: true, cancellationToken)));
}
