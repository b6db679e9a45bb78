using System.Text;
using LlmFunctions.Errors;
using LlmFunctions.Files;
using Xunit;

namespace LlmFunctions.Tests.Files;

public sealed class FileLinesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly MemoryFiles _files = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\n", "one")]
    [InlineData("one\n\ntwo", "one||two")]
    [InlineData("\n\n", "|")]
    [InlineData("one\r\ntwo\r\n", "one\r|two\r")]
    [InlineData("\uFEFFone\ntwo", "one|two")]
    public async Task A_file_is_read_line_by_line_however_it_is_cut(string content, string expected)
    {
        StoredFile file = await SaveAsync(content);
        foreach (int largest in (int[])[1, 2, 3, 1000])
        {
            _files.LargestRead = largest;
            List<FileLine> lines = await ReadAsync(file, 0, file.Bytes, 100);
            Assert.Equal(expected.Length == 0 ? [] : expected.Split('|'), lines.Select(static line => Encoding.UTF8.GetString(line.Text.Span)));
            Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(static line => line.Number));
        }
    }

    [Fact]
    public async Task A_part_of_a_file_is_read_by_the_offsets_of_its_lines_alone()
    {
        StoredFile file = await SaveAsync("one\ntwo\nthree\nfour\n");
        List<FileLine> all = await ReadAsync(file, 0, file.Bytes, 100);
        _files.Reads.Clear();

        List<FileLine> part = await ReadAsync(file, all[1].Offset, all[3].Offset, 100);

        Assert.Equal(["two", "three"], part.Select(static line => Encoding.UTF8.GetString(line.Text.Span)));
        Assert.Equal([(4L, 10)], _files.Reads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task A_line_that_is_too_long_is_told_of_and_not_kept(int largest)
    {
        _files.LargestRead = largest;
        StoredFile file = await SaveAsync("123456\n12345\n1234567");

        List<FileLine> lines = await ReadAsync(file, 0, file.Bytes, 5);

        Assert.Equal([true, false, true], lines.Select(static line => line.IsTooLong));
        Assert.Equal([0, 5, 0], lines.Select(static line => line.Text.Length));
    }

    [Fact]
    public async Task A_large_file_is_written_and_read_in_pieces()
    {
        string line = new('x', 999);
        int count = (2 * StoredFile.PieceBytes / 1000) + 5;
        StoredFile file = await SaveAsync(string.Concat(Enumerable.Repeat(line + "\n", count)));

        Assert.Equal([StoredFile.PieceBytes, StoredFile.PieceBytes, (int)(file.Bytes - (2 * StoredFile.PieceBytes))], _files.Written);
        List<FileLine> lines = await ReadAsync(file, 0, file.Bytes, 1000);
        Assert.Equal(count, lines.Count);
        Assert.All(lines, read => Assert.Equal(999, read.Text.Length));
        Assert.All(lines.Select(static (read, i) => (read, i)), static pair => Assert.Equal(pair.i * 1000L, pair.read.Offset));
        Assert.Equal(3, _files.Reads.Count);
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_before_it_is_stored()
    {
        FileWriter writer = new(_files, New(), most: 10);
        await writer.WriteAsync(new byte[10], Cancellation);

        GatewayException exception = await Assert.ThrowsAsync<GatewayException>(() => writer.WriteAsync(new byte[1], Cancellation));

        Assert.Equal((ErrorKind.RequestTooLarge, "file"), (exception.Error.Kind, exception.Error.Param));
        Assert.Empty(_files.Written);
    }

    private static StoredFile New() => new() { Id = FileIds.New(Now), App = "app", FileName = "f", Purpose = FilePurposes.Batch, CreatedAt = Now, ExpiresAt = Now.AddDays(1) };

    private async Task<StoredFile> SaveAsync(string content)
    {
        FileWriter writer = new(_files, New());

        // In portions that fit nothing.
        foreach (byte[] portion in Encoding.UTF8.GetBytes(content).Chunk(777))
        {
            await writer.WriteAsync(portion, Cancellation);
        }

        return await writer.CompleteAsync(writer.File, Cancellation);
    }

    private async Task<List<FileLine>> ReadAsync(StoredFile file, long from, long to, int longest)
    {
        List<FileLine> lines = [];
        await foreach (FileLine line in FileLines.ReadAsync(_files, file, from, to, longest, Cancellation))
        {
            lines.Add(line);
        }

        return lines;
    }
}
