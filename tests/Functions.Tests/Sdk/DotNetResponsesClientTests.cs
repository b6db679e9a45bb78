// The library marks its whole Responses API as experimental; these tests pin the version that apps have today.
#pragma warning disable OPENAI001

using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Responses;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Responses by OpenAI's .NET library: cancelling, and that streams are passed on while they run.</summary>
public sealed class DotNetResponsesClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    // A stream that is not passed on would hang these tests otherwise.
    private const int Limit = 60_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Providers() => ["openai", "anthropic", "gemini", "ollama", "deepseek"];

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Providers))]
    public async Task The_first_token_is_there_before_the_provider_has_the_last(string provider)
    {
        string id = Guid.NewGuid().ToString("N");
        List<string> pieces = [];
        await foreach (StreamingResponseUpdate update in Client.CreateResponseStreamingAsync($"{provider}/held-{id}", "Hi", null, Cancel))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate piece)
            {
                pieces.Add(piece.Delta);
                // The provider sends the second only now.
                staged.Provider.Held(id).Release();
            }
        }

        Assert.Equal(["one", " two"], pieces);
    }

    [Theory(Timeout = Limit)]
    [MemberData(nameof(Providers))]
    public async Task Cancelling_in_mid_stream_cancels_the_provider_s_work(string provider)
    {
        string id = Guid.NewGuid().ToString("N");
        using CancellationTokenSource user = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StreamingResponseUpdate update in Client.CreateResponseStreamingAsync($"{provider}/held-{id}", "Hi", null, user.Token))
            {
                if (update is StreamingResponseOutputTextDeltaUpdate)
                {
                    await user.CancelAsync();
                }
            }
        });

        await staged.Provider.Held(id).Cancelled.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Reasoning_is_an_item_with_its_summary()
    {
        ResponseResult response = await Client.CreateResponseAsync("openai/reasoning-content", "Hi", null, Cancel);

        Assert.NotEmpty(Assert.IsType<ReasoningResponseItem>(response.OutputItems[0]).GetSummaryText());
        Assert.True(response.Usage.OutputTokenDetails.ReasoningTokenCount > 0);
    }

    private ResponsesClient Client => staged.Gateway.Client().GetResponsesClient();
}
