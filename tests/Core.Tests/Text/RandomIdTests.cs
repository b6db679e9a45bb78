using LlmFunctions.Text;
using Xunit;

namespace LlmFunctions.Core.Tests.Text;

public sealed class RandomIdTests
{
    [Fact]
    public void No_id_is_given_out_twice_by_any_thread()
    {
        string[][] ids = new string[8][];
        Thread[] threads = [.. Enumerable.Range(0, ids.Length).Select(index => new Thread(() => ids[index] = [.. Enumerable.Range(0, 1_000).Select(static _ => RandomId.New())]))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        string[] all = [.. ids.SelectMany(static some => some)];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.All(all, static id => Assert.Matches("^[0-9a-f]{32}$", id));

        // Each digit is as frequent as any other, about.
        Assert.All(string.Concat(all).GroupBy(static digit => digit), group => Assert.InRange(group.Count(), all.Length * 1.8, all.Length * 2.2));
    }
}
