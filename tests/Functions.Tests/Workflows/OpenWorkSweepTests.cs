using LlmFunctions.Functions.Workflows;
using LlmFunctions.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Functions.Tests.Workflows;

public sealed class OpenWorkSweepTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task One_that_cannot_be_looked_after_keeps_none_of_the_others_from_its_turn()
    {
        Work work = new(("broken", 90), ("ended", 90), ("open", 90), ("never-born", 90), ("not-born-yet", 10), ("young", 0));
        List<string> seen = [];

        await work.SweepAsync(
            Now,
            (job, _) =>
            {
                seen.Add(job.Id);
                return job.Id switch
                {
                    "broken" => throw new InvalidOperationException("no"),
                    "ended" => Task.FromResult<bool?>(false),
                    "open" => Task.FromResult<bool?>(true),
                    _ => Task.FromResult<bool?>(null),
                };
            },
            NullLogger.Instance,
            TestContext.Current.CancellationToken);

        Assert.Equal(["broken", "ended", "open", "never-born", "not-born-yet"], seen);
        Assert.Equal(["ended", "never-born"], work.Closed);
    }

    private sealed class Work(params (string Id, int MinutesAgo)[] open) : IOpenWork
    {
        public List<string> Closed { get; } = [];

        public IAsyncEnumerable<OpenJob> ListOpenAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
            open.Select(static one => new OpenJob(new JobRef("app", one.Id), Now.AddMinutes(-one.MinutesAgo))).Where(one => one.Since <= before).ToAsyncEnumerable();

        public Task CloseAsync(JobRef job, CancellationToken cancellationToken)
        {
            Closed.Add(job.Id);
            return Task.CompletedTask;
        }
    }
}
