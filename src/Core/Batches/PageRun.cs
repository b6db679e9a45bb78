namespace LlmFunctions.Batches;

/// <summary>
/// The work on a page while it goes on: gives out chunks until there are no more, or somebody asks to be left alone. It does the same
/// whenever it is told the same in the same order, as orchestrators must.
/// </summary>
public sealed class PageRun(PageWork page)
{
    private readonly Queue<int> _open = new(page.Chunks);
    private readonly List<int> _left = [];
    private int _done;
    private TimeSpan _wait;
    private bool _isOver;

    /// <summary>How many activities work on it at a time.</summary>
    public int Activities => BatchLayout.Split(page.Concurrency).Activities;

    public PageOutcome Outcome => new([.. _open, .. _left], _done, _wait, _isOver);

    /// <summary>What is to be done next; null for nothing.</summary>
    public ChunkWork? Take() => !_isOver && _wait == TimeSpan.Zero && _open.TryDequeue(out int chunk)
        ? new ChunkWork(page.App, page.Id, chunk, BatchLayout.Split(page.Concurrency).Lines)
        : null;

    public void Add(ChunkWork work, ChunkOutcome outcome)
    {
        _done += outcome.Done;
        _wait = outcome.Wait > _wait ? outcome.Wait : _wait;
        _isOver |= outcome.IsOver;
        if (outcome.Left > 0)
        {
            _left.Add(work.Chunk);
        }
    }
}
