using LlmFunctions.Batches;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchRunTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly BatchRun Begun = new BatchRun { App = "app", Id = "batch" }.With(new BatchPlan(2100, 40));

    [Fact]
    public void A_run_begins_with_all_chunks_and_as_many_lines_at_a_time_as_may_be()
    {
        Assert.Equal([20, 20, 2], Begun.Pages!.Select(static page => page.Count));
        Assert.Equal(40, Begun.Page(2).Concurrency);
        Assert.Equal([40, 41], Begun.Page(2).Chunks);
    }

    [Fact]
    public void It_is_done_when_nothing_is_left_of_any_page()
    {
        BatchRun run = Begun.After(0, Done(1000)).After(1, Done(1000)).After(2, Done(100));

        Assert.Null(run.Next());
    }

    [Fact]
    public void Who_asks_for_less_gets_half_and_a_little_more_with_each_page_that_goes_well()
    {
        BatchRun run = Begun.After(0, new PageOutcome([5, 6], 900, Second, false));
        Assert.Equal(20, run.Concurrency);

        run = run.After(1, Done(1000));
        Assert.Equal(24, run.Concurrency);
        Assert.Equal(40, Enumerable.Range(0, 9).Aggregate(run, static (current, _) => current.After(1, Done(1))).Concurrency);
        Assert.Equal(1, Enumerable.Range(0, 9).Aggregate(run, static (current, _) => current.After(1, new PageOutcome([5], 0, Second, false))).Concurrency);
    }

    [Fact]
    public void The_next_pass_has_what_is_left_and_waits_as_long_as_was_asked_for()
    {
        BatchRun pass = Begun.After(0, new PageOutcome([5, 6], 900, 3 * Second, false)).After(1, Done(1000)).After(2, new PageOutcome([41], 50, Second, false));

        Assert.Equal(3 * Second, pass.Delay);
        BatchRun next = pass.Next()!;
        Assert.Equal([[5, 6], [41]], next.Pages!);
        Assert.Equal((0, TimeSpan.Zero, 0), (next.Done, next.Wait, next.Fruitless));
    }

    [Fact]
    public void What_is_left_without_a_wish_is_gone_on_with_at_once() =>
        Assert.Equal(TimeSpan.Zero, Begun.After(0, new PageOutcome([5], 900, TimeSpan.Zero, false)).Delay);

    [Fact]
    public void Passes_that_bring_nothing_come_less_and_less_often()
    {
        List<double> waits = [];
        BatchRun run = Begun;
        for (int pass = 0; pass < 8; pass++)
        {
            BatchRun after = run.After(0, new PageOutcome([5], 0, Second, false));
            waits.Add(after.Delay.TotalSeconds);
            run = after.Next()!;
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], waits);
        Assert.Equal(1, run.After(0, new PageOutcome([5], 1, Second, false)).Delay.TotalSeconds);
        Assert.Equal(30, Begun.After(0, new PageOutcome([5], 1, TimeSpan.FromHours(1), false)).Delay.TotalSeconds);
    }

    [Fact]
    public void Nothing_comes_after_a_page_that_says_that_it_is_over()
    {
        BatchRun run = Begun.After(0, new PageOutcome([5, 6], 3, TimeSpan.Zero, true));

        Assert.True(run.IsOver);
        Assert.Null(run.Next());
    }

    [Fact]
    public void A_page_gives_out_its_chunks_until_somebody_asks_to_be_left_alone()
    {
        PageRun page = new(new PageWork("app", "batch", [3, 4, 5, 6], 50));
        Assert.Equal(2, page.Activities);
        ChunkWork first = page.Take()!;
        ChunkWork second = page.Take()!;
        Assert.Equal((3, 25), (first.Chunk, first.Concurrency));

        page.Add(second, new ChunkOutcome(10, 40, 2 * Second));
        Assert.Null(page.Take());
        page.Add(first, new ChunkOutcome(50, 0));

        // What was tried comes after what was not.
        Assert.Equal([5, 6, 4], page.Outcome.Left);
        Assert.Equal((60, 2 * Second, false), (page.Outcome.Done, page.Outcome.Wait, page.Outcome.IsOver));
    }

    private static PageOutcome Done(int lines) => new([], lines, TimeSpan.Zero, false);
}
