using LlmFunctions.Batches;
using Xunit;

namespace LlmFunctions.Tests.Batches;

public sealed class BatchLayoutTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(50, 1, 1)]
    [InlineData(51, 2, 1)]
    [InlineData(1000, 20, 1)]
    [InlineData(1001, 21, 2)]
    [InlineData(50_000, 1000, 50)]
    public void Lines_are_cut_into_chunks_and_pages(int lines, int chunks, int pages)
    {
        Assert.Equal((chunks, pages), (BatchLayout.ChunksOf(lines), BatchLayout.PagesOf(lines)));

        int[] all = [.. Enumerable.Range(0, pages).SelectMany(page => BatchLayout.ChunksOf(page, lines))];
        Assert.Equal(Enumerable.Range(0, chunks), all);
        Assert.Equal(lines, all.Sum(chunk => BatchLayout.LinesOf(chunk, lines)));
        Assert.All(all, chunk => Assert.InRange(BatchLayout.LinesOf(chunk, lines), 1, 50));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(25, 1, 25)]
    [InlineData(26, 2, 13)]
    [InlineData(50, 2, 25)]
    [InlineData(1000, 40, 25)]
    public void A_concurrency_is_spread_over_activities(int concurrency, int activities, int lines) =>
        Assert.Equal((activities, lines), BatchLayout.Split(concurrency));

    [Fact]
    public void Progress_has_a_bit_for_each_line_of_a_chunk()
    {
        ChunkProgress progress = default;
        for (int line = 0; line < BatchLayout.LinesAChunk; line++)
        {
            Assert.False(progress.Has(line));
            progress = progress.With(line, isError: line % 3 == 0).With(line, isError: line % 3 == 0);
            Assert.True(progress.Has(line));
        }

        Assert.Equal(new BatchCounts(33, 17), progress.Counts);
    }
}
