using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

public sealed class TenThousandTests : DurabilityTest
{
    [Fact]
    public async Task Ten_thousand_requests_at_a_concurrency_of_64_are_ten_thousand_records()
    {
        await using LocalHostProcess gateway = await StartAsync();
        using var load = new ChatLoad(gateway, await gateway.CreateKeyAsync(App, Cancellation));

        IReadOnlyCollection<string> answered = await load.AskAsync(10_000, 64, static _ => { }, Cancellation);

        IReadOnlyList<string> rows = await RowsAsync();
        Assert.Equal(10_000, answered.Count);
        Assert.Equal(10_000, rows.Count);
        Assert.Equal(answered.Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
