using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

public sealed class MemoryTests : DurabilityTest
{
    private const double MostGrowth = 1.1;
    private const long MostBytesLeftByACall = 64;

    [Fact]
    public async Task Ten_thousand_streamed_requests_leave_no_more_memory_behind_than_one_thousand()
    {
        // What the compiler makes of hot methods in the background grows the process, too, and is not what is meant here.
        await using LocalHostProcess gateway = await LocalHostProcess.StartAsync(Storage, [new("DOTNET_TieredCompilation", "0")], Cancellation);
        using var load = new ChatLoad(gateway, await gateway.CreateKeyAsync(App, Cancellation));

        ProcessFigures early = await StreamAsync(gateway, load, 1_000);
        ProcessFigures middle = await StreamAsync(gateway, load, 4_000);
        ProcessFigures late = await StreamAsync(gateway, load, 5_000);

        TestContext.Current.TestOutputHelper?.WriteLine($"{early}{Environment.NewLine}{middle}{Environment.NewLine}{late}");
        Assert.InRange(late.Resident, 1, (long)(early.Resident * MostGrowth));

        // Pools have filled up by the middle; whatever a call keeps shows from then on.
        Assert.InRange(late.Heap, 1, middle.Heap + (5_000 * MostBytesLeftByACall));
    }

    private static async Task<ProcessFigures> StreamAsync(LocalHostProcess gateway, ChatLoad load, int count)
    {
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation },
            async (_, cancellationToken) => Assert.NotNull(await load.AskAsync(streamed: true, cancellationToken)));
        return await gateway.MeasureAsync(collect: true, Cancellation);
    }
}
