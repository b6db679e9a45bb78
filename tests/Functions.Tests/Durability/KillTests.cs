using LlmFunctions.Testing;
using Xunit;

namespace LlmFunctions.Functions.Tests.Durability;

/// <summary>A process that is killed has recorded what it has answered.</summary>
public sealed class KillTests : DurabilityTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_record_of_an_answer_outlives_a_kill_right_after_it(bool streamed)
    {
        string? key = null;
        List<string> answered = [];
        for (int before = 0; before < 5; before++)
        {
            await using LocalHostProcess gateway = await StartAsync();
            key ??= await gateway.CreateKeyAsync(App, Cancellation);
            using var load = new ChatLoad(gateway, key);
            for (int i = 0; i <= before; i++)
            {
                answered.Add(Assert.IsType<string>(await load.AskAsync(streamed, Cancellation)));
            }

            gateway.Kill();

            Assert.Equal(answered.Order(), (await RowsAsync()).Order());
        }
    }
}
