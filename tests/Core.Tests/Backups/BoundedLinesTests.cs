using LlmFunctions.Backups;
using Xunit;

namespace LlmFunctions.Tests.Backups;

public sealed class BoundedLinesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("\n\na", "||a")]
    [InlineData("", "")]
    public async Task Lines_come_without_their_ends(string text, string expected)
    {
        List<string> lines = [];
        BoundedLines reader = new(new StringReader(text), 10);
        while (await reader.ReadAsync(Cancel) is { } line)
        {
            lines.Add(line);
        }

        Assert.Equal(expected, string.Join('|', lines));
    }

    [Fact]
    public async Task A_line_may_go_on_over_many_reads_and_have_the_longest_length()
    {
        string line = new('x', 100_000);
        BoundedLines reader = new(new StringReader($"{line}\ny"), line.Length);

        Assert.Equal(line, await reader.ReadAsync(Cancel));
        Assert.Equal("y", await reader.ReadAsync(Cancel));
        Assert.Null(await reader.ReadAsync(Cancel));
    }

    /// <summary>What a few kilobytes of a packed file can become: a line that never ends.</summary>
    [Fact]
    public async Task A_line_without_an_end_is_refused_when_it_is_too_long()
    {
        Endless endless = new();

        await Assert.ThrowsAsync<InvalidDataException>(async () => await new BoundedLines(endless, 100_000).ReadAsync(Cancel));
        Assert.InRange(endless.Given, 100_000, 150_000);
    }

    [Fact]
    public async Task A_backup_that_is_such_a_line_is_refused()
    {
        Endless endless = new();

        await Assert.ThrowsAsync<InvalidDataException>(async () => await Backup.VerifyAsync(endless, Cancel));
        Assert.InRange(endless.Given, 0, 40_000_000);
    }

    private sealed class Endless : TextReader
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill(' ');
            Given += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }

        public override Task<string?> ReadLineAsync() => throw new NotSupportedException("It would never end.");
    }
}
