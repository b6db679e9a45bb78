using LlmFunctions.LocalHost.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class LineLogTests : IDisposable
{
    private readonly MemoryStream _output = new();

    private string Written => System.Text.Encoding.UTF8.GetString(_output.ToArray());

    [Fact]
    public void An_entry_is_a_line_with_its_time_level_category_and_id()
    {
        using (LineLogProvider provider = new(_output, new AtNoon()))
        {
            Write(provider, LogLevel.Information, "what was");
        }

        Assert.Equal("12:00:00.000Z info: A.Category[7] what was\n", Written);
    }

    [Fact]
    public void An_entry_of_several_lines_becomes_one()
    {
        using LineLogProvider provider = new(_output, new AtNoon());
        Write(provider, LogLevel.Error, "first\r\nsecond", new InvalidOperationException("one\ntwo"));

        Assert.Equal("12:00:00.000Z fail: A.Category[7] first second System.InvalidOperationException: one two\n", Written);
    }

    [Fact]
    public void Of_several_exceptions_that_say_the_same_one_is_told()
    {
        using LineLogProvider provider = new(_output, new AtNoon());
        Write(provider, LogLevel.Error, "tried", new AggregateException("Thrice.", new IOException("no"), new IOException("no"), new IOException("no")));
        Write(provider, LogLevel.Error, "tried", new AggregateException("Twice.", new IOException("no"), new IOException("yes")));

        string[] lines = Written.Split('\n');
        Assert.Equal("12:00:00.000Z fail: A.Category[7] tried System.AggregateException: Thrice. (no) (no) (no) ---> System.IO.IOException: no", lines[0]);
        Assert.Contains("System.IO.IOException: no", lines[1], StringComparison.Ordinal);
        Assert.Contains("System.IO.IOException: yes", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_in_a_moment_is_written_when_it_is_over_and_a_warning_with_all_before_it_at_once()
    {
        using LineLogProvider provider = new(_output, new AtNoon());
        Write(provider, LogLevel.Information, "first");
        Assert.Empty(Written);
        Write(provider, LogLevel.Warning, "second");

        Assert.Equal("12:00:00.000Z info: A.Category[7] first\n12:00:00.000Z warn: A.Category[7] second\n", Written);
    }

    public void Dispose() => _output.Dispose();

    private static void Write(LineLogProvider provider, LogLevel level, string text, Exception? exception = null) =>
        provider.CreateLogger("A.Category").Log(level, new EventId(7), text, exception, static (state, _) => state);

    /// <summary>Its timers never fire.</summary>
    private sealed class AtNoon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
