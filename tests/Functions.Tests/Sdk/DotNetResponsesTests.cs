// The library marks its whole Responses API as experimental; these tests pin the version that apps have today.
#pragma warning disable OPENAI001

using System.ClientModel;
using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Responses;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>Responses by OpenAI's .NET library against models of every provider dialect, played by aimock.</summary>
public sealed class DotNetResponsesTests(MockedGateway mocked) : IClassFixture<MockedGateway>
{
    private const string Greeting = "Hello from the mock: grüße, 你好.";

    private static readonly ResponseTool Weather = ResponseTool.CreateFunctionTool(
        "get_weather",
        BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string"}},"required":["city"]}"""),
        strictModeEnabled: false,
        "Tells the weather.");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Models() => ["gpt-4.1-mini", "claude-sonnet-4-6", "gemini-2.5-flash", "ollama/llama3.2", "deepseek/deepseek-chat"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_response_is_answered(string model)
    {
        ResponseResult response = await Client.CreateResponseAsync(model, "Say hello", null, Cancel);

        Assert.Equal((Greeting, ResponseStatus.Completed, "response"), (response.GetOutputText(), response.Status, response.Object));
        // The mock has no counts for Ollama.
        if (!model.StartsWith("ollama", StringComparison.Ordinal))
        {
            Assert.Equal((11, 7, 18), (response.Usage.InputTokenCount, response.Usage.OutputTokenCount, response.Usage.TotalTokenCount));
        }

        Assert.Null(response.Error);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_response_comes_in_pieces(string model)
    {
        List<string> pieces = [];
        List<ResponseResult> ends = [];
        await foreach (StreamingResponseUpdate update in Client.CreateResponseStreamingAsync(model, "Say hello", null, Cancel))
        {
            pieces.AddRange(update is StreamingResponseOutputTextDeltaUpdate piece ? [piece.Delta] : []);
            ends.AddRange(update is StreamingResponseCompletedUpdate end ? [end.Response] : []);
        }

        Assert.Equal(Greeting, string.Concat(pieces));
        Assert.True(pieces.Count > 2);
        Assert.Equal(Greeting, Assert.Single(ends).GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_tool_is_called_and_its_result_answered(string model)
    {
        CreateResponseOptions options = new(model, [ResponseItem.CreateUserMessageItem("How warm is it in Paris?")]) { Tools = { Weather }, StoredOutputEnabled = false };
        ResponseResult first = await Client.CreateResponseAsync(options, Cancel);
        FunctionCallResponseItem call = Assert.Single(first.OutputItems.OfType<FunctionCallResponseItem>());
        Assert.Equal("get_weather", call.FunctionName);
        AssertJson("""{"city":"Paris","unit":"\"C\""}""", call.FunctionArguments.ToString());

        foreach (ResponseItem item in first.OutputItems)
        {
            options.InputItems.Add(item);
        }

        options.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, """{"degrees":18}"""));
        ResponseResult second = await Client.CreateResponseAsync(options, Cancel);

        Assert.Equal("It is 18 degrees in Paris.", second.GetOutputText());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_conversation_goes_on_from_what_is_kept(string model)
    {
        ResponseResult first = await Client.CreateResponseAsync(new CreateResponseOptions(model, [ResponseItem.CreateUserMessageItem("How warm is it in Paris?")]) { Tools = { Weather } }, Cancel);
        FunctionCallResponseItem call = Assert.Single(first.OutputItems.OfType<FunctionCallResponseItem>());
        CreateResponseOptions next = new(model, [ResponseItem.CreateFunctionCallOutputItem(call.CallId, """{"degrees":18}""")]) { PreviousResponseId = first.Id, Tools = { Weather } };

        ResponseResult second = await Client.CreateResponseAsync(next, Cancel);
        ResponseResult kept = await Client.GetResponseAsync(second.Id, Cancel);
        List<ResponseItem> items = [];
        await foreach (ResponseItem item in Client.GetResponseInputItemsAsync(new ResponseItemCollectionOptions(second.Id) { Order = ResponseItemCollectionOrder.Ascending, PageSizeLimit = 1 }, Cancel))
        {
            items.Add(item);
        }

        Assert.Equal("It is 18 degrees in Paris.", second.GetOutputText());
        Assert.Equal((second.GetOutputText(), first.Id), (kept.GetOutputText(), kept.PreviousResponseId));
        Assert.IsAssignableFrom<MessageResponseItem>(items[0]);
        Assert.IsType<FunctionCallOutputResponseItem>(items[^1]);
        ResponseDeletionResult deleted = await Client.DeleteResponseAsync(second.Id, Cancel);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => Client.GetResponseAsync(second.Id, Cancel))).Status);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Streamed_tool_calls_come_as_items(string model)
    {
        List<FunctionCallResponseItem> calls = [];
        CreateResponseOptions options = new(model, [ResponseItem.CreateUserMessageItem("How warm is it in both?")]) { Tools = { Weather }, StreamingEnabled = true };
        await foreach (StreamingResponseUpdate update in Client.CreateResponseStreamingAsync(options, Cancel))
        {
            calls.AddRange(update is StreamingResponseOutputItemDoneUpdate { Item: FunctionCallResponseItem call } ? [call] : []);
        }

        Assert.Equal(["get_weather", "get_weather"], calls.Select(static call => call.FunctionName));
        Assert.Equal(["Paris", "Oslo"], calls.Select(static call => (string?)JsonNode.Parse(call.FunctionArguments.ToString())!["city"]));
        Assert.Equal(2, calls.Select(static call => call.CallId).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_json_schema_reaches_the_provider_and_its_answer_the_app(string model)
    {
        string marker = $"Invent a person {Guid.NewGuid():N}";
        BinaryData schema = BinaryData.FromString("""{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""");
        CreateResponseOptions options = new(model, [ResponseItem.CreateUserMessageItem(marker)])
        {
            TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("person", schema, jsonSchemaIsStrict: true) },
        };

        ResponseResult response = await Client.CreateResponseAsync(options, Cancel);

        AssertJson("""{"name":"Ada","age":36}""", response.GetOutputText());
        Assert.Contains("\"age\"", (await mocked.ReceivedAsync(marker)).Body);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_image_reaches_the_provider(string model)
    {
        byte[] picture = Guid.NewGuid().ToByteArray();
        ResponseContentPart[] parts = [ResponseContentPart.CreateInputTextPart("What is in the picture?"), ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(picture, "image/png"))];

        ResponseResult response = await Client.CreateResponseAsync(model, [ResponseItem.CreateUserMessageItem(parts)], null, Cancel);

        Assert.Equal("A red square.", response.GetOutputText());
        await mocked.ReceivedAsync(Convert.ToBase64String(picture));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Failures_have_their_status(string model)
    {
        foreach ((string message, int status) in ((string, int)[])[("Be overloaded", 429), ("Find it wrong", 400), ("Break down", 502)])
        {
            Assert.Equal(status, (await Assert.ThrowsAsync<ClientResultException>(() => Client.CreateResponseAsync(model, message, null, Cancel))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_that_is_cut_does_not_look_whole(string model)
    {
        StringBuilder text = new();
        List<StreamingResponseUpdate> updates = [];
        await foreach (StreamingResponseUpdate update in Client.CreateResponseStreamingAsync(model, "Say half of it", null, Cancel))
        {
            updates.Add(update);
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
        }

        Assert.StartsWith("This sentence", text.ToString());
        StreamingResponseErrorUpdate error = Assert.IsType<StreamingResponseErrorUpdate>(updates[^1]);
        Assert.Equal("upstream_error", error.Code);
        ResponseResult failed = Assert.IsType<StreamingResponseFailedUpdate>(updates[^2]).Response;
        Assert.Equal((ResponseStatus.Failed, ResponseErrorCode.ServerError), (failed.Status, failed.Error.Code));
        Assert.DoesNotContain(updates, static update => update is StreamingResponseCompletedUpdate);
    }

    private ResponsesClient Client => mocked.Gateway.Client().GetResponsesClient();

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
