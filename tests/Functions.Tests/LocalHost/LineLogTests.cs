using LlmFunctions.LocalHost.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class LineLogTests
{
    private readonly MemoryStream _output = new();

    private string Written => System.Text.Encoding.UTF8.GetString(_output.ToArray());

    [Fact]
    public void An_entry_is_a_line_with_its_time_level_category_and_id()
    {
        using (LineLogProvider provider = new(_output, new AtNoon()))
        {
            provider.CreateLogger("A.Category").LogInformation(new EventId(7), "what {Happened}", "was");
        }

        Assert.Equal("12:00:00.000Z info: A.Category[7] what was\n", Written);
    }

    [Fact]
    public void An_entry_of_several_lines_becomes_one()
    {
        using LineLogProvider provider = new(_output, new AtNoon());
        provider.CreateLogger("C").LogError(new InvalidOperationException("one\ntwo"), "first\r\nsecond");

        Assert.Equal("12:00:00.000Z fail: C[0] first second System.InvalidOperationException: one two\n", Written);
    }

    [Fact]
    public void What_comes_in_a_moment_is_written_when_it_is_over_and_a_warning_with_all_before_it_at_once()
    {
        using LineLogProvider provider = new(_output, new AtNoon());
        ILogger log = provider.CreateLogger("C");

        log.LogInformation("first");
        Assert.Empty(Written);
        log.LogWarning("second");

        Assert.Equal("12:00:00.000Z info: C[0] first\n12:00:00.000Z warn: C[0] second\n", Written);
    }

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
