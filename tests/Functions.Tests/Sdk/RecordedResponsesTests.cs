// The library marks its whole Responses API as experimental; these tests pin the version that apps have today.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Responses;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Whatever a provider was recorded to answer, OpenAI's .NET library can read the response that the app makes of it, or sees that it failed.</summary>
public sealed class RecordedResponsesTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Scenarios() => [.. RecordedAnswer.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Scenarios))]
    public async Task The_library_reads_it(string dialect, string scenario)
    {
        RecordedAnswer recorded = RecordedAnswer.Load(dialect, scenario);
        ResponsesClient client = staged.Gateway.Client().GetResponsesClient();
        StringBuilder text = new();
        List<ResponseResult> ends = [];
        bool failed = false;
        try
        {
            if (recorded.IsStream)
            {
                await foreach (StreamingResponseUpdate update in client.CreateResponseStreamingAsync($"{dialect}/{scenario}", "Hi", null, Cancel))
                {
                    text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
                    failed |= update is StreamingResponseErrorUpdate;
                    ends.AddRange(update switch
                    {
                        StreamingResponseCompletedUpdate completed => [completed.Response],
                        StreamingResponseIncompleteUpdate incomplete => [incomplete.Response],
                        _ => Array.Empty<ResponseResult>(),
                    });
                }
            }
            else
            {
                ends.Add(await client.CreateResponseAsync($"{dialect}/{scenario}", "Hi", null, Cancel));
            }
        }
        catch (ClientResultException)
        {
            failed = true;
        }

        Assert.Equal(recorded.IsError, failed);
        if (!failed)
        {
            ResponseResult end = Assert.Single(ends);
            string expected = string.Concat(Pieces(recorded).Select(static piece => (string?)piece?["content"]));
            Assert.Equal(expected, end.GetOutputText() ?? "");
            Assert.Equal(recorded.IsStream ? expected : "", text.ToString());
            string[] tools = [.. Pieces(recorded).SelectMany(static piece => piece?["tool_calls"]?.AsArray() ?? []).Select(static call => (string?)call!["function"]?["name"]).OfType<string>()];
            Assert.Equal(tools, end.OutputItems.OfType<FunctionCallResponseItem>().Select(static call => call.FunctionName));
        }
    }

    // This API has one answer, where a recording may have alternatives.
    private static IEnumerable<JsonNode?> Pieces(RecordedAnswer recorded) => recorded.Expected
        .SelectMany(static answer => answer["choices"]?.AsArray() ?? [])
        .Where(static choice => (int?)choice!["index"] is null or 0)
        .Select(static choice => choice!["message"] ?? choice["delta"]);
}
