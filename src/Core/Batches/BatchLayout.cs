namespace LlmFunctions.Batches;

/// <summary>How the requests of a batch are cut up: an activity works on a chunk, a sub-orchestration on a page of chunks.</summary>
public static class BatchLayout
{
    /// <summary>The most requests that a batch may have.</summary>
    public const int MostLines = 50_000;

    /// <summary>Lines a chunk; progress has a bit for each.</summary>
    public const int LinesAChunk = 50;

    /// <summary>Chunks a page, so that the history of its sub-orchestration stays small.</summary>
    public const int ChunksAPage = 20;

    /// <summary>Lines that one activity works on at a time, so that the work of a batch is spread over instances.</summary>
    public const int LinesAtOnceAnActivity = 25;

    public static int ChunksOf(int lines) => (lines + LinesAChunk - 1) / LinesAChunk;

    public static int PagesOf(int lines) => (ChunksOf(lines) + ChunksAPage - 1) / ChunksAPage;

    public static int FirstLineOf(int chunk) => chunk * LinesAChunk;

    /// <summary>How many lines a chunk of a batch has.</summary>
    public static int LinesOf(int chunk, int lines) => Math.Clamp(lines - FirstLineOf(chunk), 0, LinesAChunk);

    /// <summary>The chunks of a page of a batch.</summary>
    public static IReadOnlyList<int> ChunksOf(int page, int lines) =>
        [.. Enumerable.Range(page * ChunksAPage, Math.Clamp(ChunksOf(lines) - (page * ChunksAPage), 0, ChunksAPage))];

    /// <summary>How a number of lines at a time is made of activities at a time, and lines at a time in each.</summary>
    public static (int Activities, int Lines) Split(int concurrency)
    {
        int activities = (concurrency + LinesAtOnceAnActivity - 1) / LinesAtOnceAnActivity;
        return (activities, concurrency / activities);
    }
}
