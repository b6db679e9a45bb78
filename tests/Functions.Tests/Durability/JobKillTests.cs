using System.Diagnostics;
using System.Text.Json;
using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>Jobs outlive the process that works on them, whenever it is killed.</summary>
public sealed class JobKillTests : DurabilityTest
{
    private const int Kills = 10;
    private const int JobsAKill = 4;

    [Theory]
    [InlineData(20260115)]
    [InlineData(4711)]
    public async Task Ten_kills_at_random_moments_lose_no_job_and_book_no_answer_twice(int seed)
    {
        Random random = new(seed);
        JobLoad load = new(App, random);
        string? key = null;
        for (int kill = 0; kill < Kills; kill++)
        {
            await using LocalHostProcess gateway = await StartAsync();
            key ??= await gateway.CreateKeyAsync(App, Cancellation);
            load.Add(JobsAKill);
            Task asking = load.AskAsync(gateway, key, Cancellation);

            // What is tested is a kill at any moment, so there is no event to wait for.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 1500)), TimeProvider.System, Cancellation);
            gateway.Kill();
            await asking;
        }

        await using LocalHostProcess last = await StartAsync();
        await load.AskAsync(last, key!, Cancellation);
        Assert.Equal(Kills * JobsAKill, load.Accepted.Values.Distinct().Count());
        JsonElement[] jobs = await Task.WhenAll(load.Accepted.Keys.Select(one => load.EndOfAsync(last, key!, one, Cancellation)));

        Assert.All(jobs, static job => Assert.True(job.GetProperty("status").GetString() == "completed", job.GetRawText()));
        Assert.All(jobs.Zip(load.Accepted.Keys), static job => Assert.Equal(ExpectedOf(job.First, job.Second), AnswersOf(job.First)));
        IReadOnlyList<(string Request, string Model, string Outcome)> rows = await UsageRows.ReadAsync(Storage, App, Cancellation);
        IEnumerable<(string Request, string Model)> expected =
            from job in jobs
            from model in job.GetProperty("kind").GetString() == "chat" ? ["one"] : (string[])["one", "two", "three"]
            select (job.GetProperty("request_id").GetString()!, model);
        Assert.Equal(expected.Order(), rows.Where(static row => row.Outcome == "success").Select(static row => (row.Request, row.Model)).Order());
    }

    [Fact]
    public async Task Another_process_takes_over_within_30_seconds()
    {
        JobLoad load = new(App, new Random(1));
        await using LocalHostProcess killed = await StartAsync();
        string key = await killed.CreateKeyAsync(App, Cancellation);
        load.Add(8);
        await load.AskAsync(killed, key, Cancellation);
        await using LocalHostProcess survivor = await StartAsync();
        load.Add(8);
        await load.AskAsync(killed, key, Cancellation);

        killed.Kill();
        long start = Stopwatch.GetTimestamp();
        JsonElement[] jobs = await Task.WhenAll(load.Accepted.Keys.Select(one => load.EndOfAsync(survivor, key, one, Cancellation)));
        TimeSpan took = Stopwatch.GetElapsedTime(start);

        Assert.All(jobs, static job => Assert.True(job.GetProperty("status").GetString() == "completed", job.GetRawText()));
        Assert.True(took < TimeSpan.FromSeconds(30), $"It took {took}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"The last of {jobs.Length} jobs was done {took.TotalSeconds:F1} s after the kill.");
    }

    private static string[] ExpectedOf(JsonElement job, string key) =>
        job.GetProperty("kind").GetString() == "chat" ? [$"You said: {key}"] : [$"You said: {key}", $"You said: {key}", $"You said: {key}"];

    private static string[] AnswersOf(JsonElement job)
    {
        JsonElement result = job.GetProperty("result");
        return job.GetProperty("kind").GetString() == "chat"
            ? [result.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!]
            : [.. result.GetProperty("results").EnumerateArray().Select(static one => one.GetProperty("content").GetString()!)];
    }
}
