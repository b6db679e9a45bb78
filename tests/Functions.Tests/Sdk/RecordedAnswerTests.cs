using System.ClientModel;
using System.Text;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Chat;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Whatever a provider was recorded to answer, OpenAI's .NET library can read what the app makes of it, or throws where it is an error.</summary>
public sealed class RecordedAnswerTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Scenarios() => [.. RecordedAnswer.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Scenarios))]
    public async Task The_library_reads_it(string dialect, string scenario)
    {
        RecordedAnswer recorded = RecordedAnswer.Load(dialect, scenario);
        ChatClient client = staged.Gateway.Client().GetChatClient($"{dialect}/{scenario}");
        StringBuilder text = new();
        List<string> tools = [];

        Exception? failure = await Record.ExceptionAsync(() => recorded.IsStream ? StreamAsync(client, text, tools) : CompleteAsync(client, text, tools));

        if (recorded.IsError)
        {
            // In the middle of a stream it is the finish reason that stops the library.
            Assert.True(failure is ClientResultException || (recorded.IsStream && failure is ArgumentOutOfRangeException), failure?.ToString() ?? "It took the answer for whole.");
            return;
        }

        Assert.Null(failure);
        Assert.Equal(recorded.Text, text.ToString());
        Assert.Equal(recorded.Tools, tools);
    }

    private static async Task CompleteAsync(ChatClient client, StringBuilder text, List<string> tools)
    {
        ChatCompletion answer = await client.CompleteChatAsync([new UserChatMessage("Hi")], null, Cancel);
        text.AppendJoin("", answer.Content.Select(static part => part.Text));
        tools.AddRange(answer.ToolCalls.Select(static call => call.FunctionName));
    }

    private static async Task StreamAsync(ChatClient client, StringBuilder text, List<string> tools)
    {
        AsyncCollectionResult<StreamingChatCompletionUpdate> updates = client.CompleteChatStreamingAsync([new UserChatMessage("Hi")], null, Cancel);
        await foreach (StreamingChatCompletionUpdate update in updates)
        {
            text.AppendJoin("", update.ContentUpdate.Select(static part => part.Text));
            tools.AddRange(update.ToolCallUpdates.Select(static call => call.FunctionName).Where(static name => !string.IsNullOrEmpty(name)));
        }
    }
}
