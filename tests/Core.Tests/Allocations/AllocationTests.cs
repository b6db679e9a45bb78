using System.Globalization;
using System.Text;
using LlmFunctions.Bench.Micro;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Tests.Structure;
using Xunit;

namespace LlmFunctions.Tests.Allocations;

/// <summary>
/// A call allocates what it did when the baseline was written. A call runs on one thread to its end, and that thread's own counter
/// is read, so what other tests do at the same time is not in the figures.
/// </summary>
public sealed class AllocationTests
{
    private const double MostGrowth = 1.2;
    private const int WarmUps = 40;
    private const int Calls = 60;

    // An optimised build allocates less: state machines that are objects in the other one are not there.
#if DEBUG
    private const string Build = "debug";
#else
    private const string Build = "release";
#endif

    private static readonly string BaselineFile = Path.Combine(Repository.Root, "tests", "Core.Tests", "Allocations", "baseline.txt");

    public static TheoryData<string, int> Cases => new(
        from pair in DialectPair.All
        from events in new[] { 0, 20 }
        select (pair.ToString(), events));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_call_allocates_no_more_than_a_fifth_above_the_baseline(string dialects, int events)
    {
        long bytes = Measure(DialectPair.All.Single(pair => pair.ToString() == dialects), new CallShape { Events = events });
        string name = string.Create(CultureInfo.InvariantCulture, $"{Build}, {dialects}, {events} events");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {bytes}");
        if (Environment.GetEnvironmentVariable("LLMFN_WRITE_BASELINE") is { Length: > 0 })
        {
            Baseline.Write(BaselineFile, name, bytes);
        }

        long allowed = (long)(Baseline.Read(BaselineFile, name) * MostGrowth);
        Assert.True(bytes <= allowed, $"{name}: {bytes} bytes a call, {allowed} are allowed. If it is worth it, write the baseline anew; docs/performance.md says how.");
    }

    [Fact]
    public void What_is_measured_is_seen_when_it_grows()
    {
        long small = Measure(DialectPair.All[0], new CallShape());
        long large = Measure(DialectPair.All[0], new CallShape { Prompt = 100_000 });

        Assert.True(large - small > 100_000, $"{small} and {large} bytes");
    }

    [Fact]
    public void The_call_that_is_measured_gets_its_answer_to_the_client()
    {
        using CallRig rig = new(new DialectPair(OpenAIClientDialect.Instance, OpenAIDialect.Instance), new CallShape { Events = 3 });

        string answer = Encoding.UTF8.GetString(rig.Run().Span);

        Assert.Contains("\" word\"", answer, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
    }

    private static long Measure(DialectPair pair, CallShape shape)
    {
        using CallRig rig = new(pair, shape);
        for (int i = 0; i < WarmUps; i++)
        {
            rig.Run();
        }

        // The least of them: some calls pay for what is worked out anew only now and then.
        long least = long.MaxValue;
        for (int i = 0; i < Calls; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            rig.Run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
