using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using LlmFunctions.Functions.Tests.Sdk.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Anthropic's .NET library against models of every provider dialect, played by aimock: only the base URL is the gateway's.</summary>
public sealed class AnthropicDotNetTests(MockedGateway mocked, StagedGateway staged) : IClassFixture<MockedGateway>, IClassFixture<StagedGateway>
{
    // A red square of one pixel.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static readonly Tool Weather = new()
    {
        Name = "get_weather",
        Description = "Tells the weather.",
        InputSchema = new InputSchema
        {
            Properties = new Dictionary<string, JsonElement> { ["city"] = JsonElement.Parse("""{"type":"string"}"""), ["unit"] = JsonElement.Parse("""{"type":"string"}""") },
            Required = ["city"],
        },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Models() => ["gpt-4.1-mini", "claude-sonnet-4-6", "gemini-2.5-flash", "ollama/llama3.2"];

    public static TheoryData<string> Providers() => ["openai", "anthropic", "gemini", "ollama"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_message_is_answered(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);

        Message answer = await client.Messages.Create(Ask(model, "Say hello"), Cancel);

        Assert.Equal("Hello from the mock: grüße, 你好.", TextOf(answer));
        Assert.Equal("end_turn", answer.StopReason?.Raw());
        Assert.StartsWith("msg_", answer.ID, StringComparison.Ordinal);
        Assert.True(answer.Usage.InputTokens >= 0 && answer.Usage.OutputTokens >= 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_message_comes_in_pieces(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);
        List<string> pieces = [];
        string? reason = null;
        bool ended = false;
        await foreach (RawMessageStreamEvent update in client.Messages.CreateStreaming(Ask(model, "Say hello"), Cancel))
        {
            Assert.False(ended);
            if (update.TryPickContentBlockDelta(out RawContentBlockDeltaEvent? delta) && delta.Delta.TryPickText(out TextDelta? text))
            {
                pieces.Add(text.Text);
            }

            reason = update.TryPickDelta(out RawMessageDeltaEvent? end) ? end.Delta.StopReason?.Raw() : reason;
            ended = update.TryPickStop(out _);
        }

        Assert.Equal("Hello from the mock: grüße, 你好.", string.Concat(pieces));
        Assert.True(pieces.Count > 2);
        Assert.Equal(("end_turn", true), (reason, ended));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_tool_is_called_and_its_result_answered(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);
        MessageCreateParams question = Ask(model, "How warm is it in Paris?") with { Tools = [Weather] };
        Message first = await client.Messages.Create(question, Cancel);

        Assert.Equal("tool_use", first.StopReason?.Raw());
        ToolUseBlock call = first.Content.Select(static block => block.TryPickToolUse(out ToolUseBlock? use) ? use : null).OfType<ToolUseBlock>().Single();
        Assert.Equal(("get_weather", "Paris", "\"C\""), (call.Name, call.Input["city"].GetString(), call.Input["unit"].GetString()));

        Message second = await client.Messages.Create(
            question with
            {
                Messages =
                [
                    .. question.Messages,
                    new AssistantMessageParam(first.Content.Select(static block => new ContentBlockParam(block.Json)).ToList()),
                    new UserMessageParam(new List<ContentBlockParam> { new ToolResultBlockParam(call.ID) { Content = """{"degrees":18}""" } }),
                ],
            },
            Cancel);

        Assert.Equal("It is 18 degrees in Paris.", TextOf(second));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_image_is_understood(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);
        JsonElement image = JsonElement.Parse($$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{Picture}}}"}}""");
        UserMessageParam message = new(new List<ContentBlockParam> { new TextBlockParam("What is in the picture?"), new(image) });

        Message answer = await client.Messages.Create(Ask(model, "") with { Messages = [message] }, Cancel);

        Assert.Equal("A red square.", TextOf(answer));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_providers_refusal_is_the_librarys_own_exception(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);

        AnthropicRateLimitException overloaded = await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask(model, "Be overloaded"), Cancel));
        AnthropicBadRequestException wrong = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(Ask(model, "Find it wrong"), Cancel));

        Assert.Contains("Slow down", overloaded.Message, StringComparison.Ordinal);
        Assert.NotEmpty(overloaded.RequestID ?? "");
        Assert.Contains("temperature is too high", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_that_breaks_off_is_an_exception(string model)
    {
        using AnthropicClient client = Client(mocked.Gateway);
        List<RawMessageStreamEvent> updates = [];

        await Assert.ThrowsAnyAsync<AnthropicException>(async () =>
        {
            await foreach (RawMessageStreamEvent update in client.Messages.CreateStreaming(Ask(model, "Say half of it"), Cancel))
            {
                updates.Add(update);
            }
        });

        Assert.DoesNotContain(updates, static update => update.TryPickStop(out _) || update.TryPickDelta(out _));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Providers))]
    public async Task Cancelling_in_mid_stream_cancels_the_provider_s_work(string provider)
    {
        using AnthropicClient client = Client(staged.Gateway);
        string id = Guid.NewGuid().ToString("N");
        using CancellationTokenSource user = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (RawMessageStreamEvent update in client.Messages.CreateStreaming(Ask($"{provider}/held-{id}", "Hi"), user.Token))
            {
                if (update.TryPickContentBlockDelta(out _))
                {
                    await user.CancelAsync();
                }
            }
        });

        await staged.Provider.Held(id).Cancelled.WaitAsync(Cancel);
    }

    private static AnthropicClient Client(SdkGateway gateway) =>
        new() { BaseUrl = gateway.BaseUrl.GetLeftPart(UriPartial.Authority), ApiKey = gateway.Key, MaxRetries = 0 };

    private static MessageCreateParams Ask(string model, string text) => new() { Model = model, MaxTokens = 200, Messages = [new UserMessageParam(text)] };

    private static string TextOf(Message message) =>
        string.Concat(message.Content.Select(static block => block.TryPickText(out TextBlock? text) ? text.Text : ""));
}
