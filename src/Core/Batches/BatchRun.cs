using System.Text.Json.Serialization;

namespace LlmFunctions.Batches;

/// <summary>
/// Where the work on a batch is: which chunks have lines without a result, and how many lines are worked on at a time. It goes on in
/// passes, each through all pages that have something left, so that a model that must rest does not hold up the others.
/// </summary>
public sealed record BatchRun
{
    /// <summary>How long is waited at least where somebody asks to be left alone.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    // So that a batch that waits is cancelled soon after that was asked for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private const int MostDoublings = 5;

    public required string App { get; init; }

    public required string Id { get; init; }

    /// <summary>How many lines may be worked on at a time.</summary>
    public int Most { get; init; }

    /// <summary>How many are, which is fewer while somebody asks for less.</summary>
    public int Concurrency { get; init; }

    /// <summary>The chunks of each page that are not done; null before the input was read.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Pages { get; init; }

    /// <summary>How many passes in a row have brought nothing.</summary>
    public int Fruitless { get; init; }

    /// <summary>How many lines have got a result in this pass.</summary>
    public int Done { get; init; }

    /// <summary>The longest wait that was asked for in this pass.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Whether nothing more is to be begun.</summary>
    public bool IsOver { get; init; }

    /// <summary>How long to wait after this pass.</summary>
    [JsonIgnore]
    public TimeSpan Delay
    {
        get
        {
            TimeSpan least = Done > 0 ? TimeSpan.Zero : ShortestWait * (1 << Math.Min(Fruitless, MostDoublings));
            TimeSpan wait = Wait > least ? Wait : least;
            return wait < LongestWait ? wait : LongestWait;
        }
    }

    /// <summary>The run when the input has been read.</summary>
    public BatchRun With(BatchPlan plan) => this with
    {
        Most = plan.Concurrency,
        Concurrency = plan.Concurrency,
        Pages = [.. Enumerable.Range(0, BatchLayout.PagesOf(plan.Lines)).Select(page => BatchLayout.ChunksOf(page, plan.Lines))],
    };

    /// <summary>What the sub-orchestration of a page is to do.</summary>
    public PageWork Page(int page) => new(App, Id, Pages![page], Concurrency);

    /// <summary>The run after a page: half as fast where that was too fast, a little faster again where it was not.</summary>
    public BatchRun After(int page, PageOutcome outcome) => this with
    {
        Pages = [.. Pages!.Select((chunks, index) => index == page ? outcome.Left : chunks)],
        Concurrency = outcome.Wait > TimeSpan.Zero ? Math.Max(1, Concurrency / 2) : Math.Min(Most, Concurrency + Math.Max(1, Most / 10)),
        Done = Done + outcome.Done,
        Wait = outcome.Wait > Wait ? outcome.Wait : Wait,
        IsOver = outcome.IsOver,
    };

    /// <summary>The run at the beginning of the next pass; null when there is none.</summary>
    public BatchRun? Next()
    {
        IReadOnlyList<IReadOnlyList<int>> open = [.. Pages!.Where(static chunks => chunks.Count > 0)];
        return IsOver || open.Count == 0 ? null : this with { Pages = open, Done = 0, Wait = TimeSpan.Zero, Fruitless = Done > 0 ? 0 : Fruitless + 1 };
    }
}
