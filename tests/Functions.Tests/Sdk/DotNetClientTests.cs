using System.ClientModel;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Chat;
using OpenAI.Models;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>OpenAI's .NET library: its errors, its models, its counts, and that streams are passed on while they run.</summary>
public sealed class DotNetClientTests(StagedGateway staged) : IClassFixture<StagedGateway>
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
        await foreach (StreamingChatCompletionUpdate update in Stream($"{provider}/held-{id}", Cancel))
        {
            foreach (ChatMessageContentPart part in update.ContentUpdate.Where(static part => part.Text.Length > 0))
            {
                pieces.Add(part.Text);
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
            await foreach (StreamingChatCompletionUpdate update in Stream($"{provider}/held-{id}", user.Token))
            {
                if (update.ContentUpdate.Count > 0)
                {
                    await user.CancelAsync();
                }
            }
        });

        await staged.Provider.Held(id).Cancelled.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_wrong_key_is_401()
    {
        ChatClient client = staged.Gateway.Client("not-a-key-of-this-gateway").GetChatClient("openai/text");

        ClientResultException failure = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("Hi")], null, Cancel));

        Assert.Equal(401, failure.Status);
        Assert.Contains("invalid_api_key", failure.GetRawResponse()!.Content.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_does_not_exist_is_404(bool streamed)
    {
        ClientResultException failure = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            if (streamed)
            {
                await foreach (StreamingChatCompletionUpdate _ in Stream("no-such-model", Cancel))
                {
                }
            }
            else
            {
                await staged.Gateway.Client().GetChatClient("no-such-model").CompleteChatAsync([new UserChatMessage("Hi")], null, Cancel);
            }
        });

        Assert.Equal(404, failure.Status);
        Assert.Contains("model_not_found", failure.GetRawResponse()!.Content.ToString());
    }

    [Fact]
    public async Task A_wrong_value_is_400_and_names_the_field()
    {
        ChatClient client = staged.Gateway.Client().GetChatClient("openai/text");

        ClientResultException failure = await Assert.ThrowsAsync<ClientResultException>(
            () => client.CompleteChatAsync([new UserChatMessage("Hi")], new ChatCompletionOptions { Temperature = -1 }, Cancel));

        Assert.Equal(400, failure.Status);
        Assert.Contains("temperature", failure.Message);
    }

    [Fact]
    public async Task Models_are_listed_and_found_one_by_one()
    {
        OpenAIModelClient client = staged.Gateway.Client().GetOpenAIModelClient();

        OpenAIModelCollection models = await client.GetModelsAsync(Cancel);
        OpenAIModel model = await client.GetModelAsync("claude-sonnet-4-6", Cancel);
        ClientResultException failure = await Assert.ThrowsAsync<ClientResultException>(() => client.GetModelAsync("no-such-model", Cancel));

        Assert.Contains(models, static listed => listed is { Id: "gpt-4.1-mini", OwnedBy: "openai" });
        Assert.Contains(models, static listed => listed is { Id: "claude-sonnet-4-6", OwnedBy: "anthropic" });
        Assert.Equal(("claude-sonnet-4-6", "anthropic"), (model.Id, model.OwnedBy));
        Assert.Equal(404, failure.Status);
    }

    [Theory]
    [InlineData("openai", "usage-cached")]
    [InlineData("openai", "reasoning-content")]
    [InlineData("openai", "usage-xai-reasoning-beside")]
    [InlineData("anthropic", "cached-usage")]
    [InlineData("gemini", "cached")]
    [InlineData("gemini", "thinking-budget")]
    public async Task Cached_and_reasoning_tokens_are_counted(string provider, string scenario)
    {
        System.Text.Json.Nodes.JsonNode expected = RecordedAnswer.Load(provider, scenario).Expected[0]["usage"]!;

        ChatCompletion answer = await staged.Gateway.Client().GetChatClient($"{provider}/{scenario}").CompleteChatAsync([new UserChatMessage("Hi")], null, Cancel);

        Assert.Equal((int)expected["prompt_tokens"]!, answer.Usage.InputTokenCount);
        Assert.Equal((int)expected["completion_tokens"]!, answer.Usage.OutputTokenCount);
        Assert.Equal((int)expected["total_tokens"]!, answer.Usage.TotalTokenCount);
        Assert.Equal((int?)expected["prompt_tokens_details"]?["cached_tokens"] ?? 0, answer.Usage.InputTokenDetails?.CachedTokenCount ?? 0);
        Assert.Equal((int?)expected["completion_tokens_details"]?["reasoning_tokens"] ?? 0, answer.Usage.OutputTokenDetails?.ReasoningTokenCount ?? 0);
        Assert.True(answer.Usage.InputTokenDetails?.CachedTokenCount > 0 || answer.Usage.OutputTokenDetails?.ReasoningTokenCount > 0, "the scenario shows nothing");
    }

    private AsyncCollectionResult<StreamingChatCompletionUpdate> Stream(string model, CancellationToken cancellationToken) =>
        staged.Gateway.Client().GetChatClient(model).CompleteChatStreamingAsync([new UserChatMessage("Hi")], null, cancellationToken);
}
