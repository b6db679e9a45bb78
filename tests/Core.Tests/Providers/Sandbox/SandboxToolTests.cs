using System.Text.Json.Nodes;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxToolTests : IDisposable
{
    private readonly SandboxCalls _sandbox = new();

    [Fact]
    public async Task Tools_are_left_alone_unless_they_are_asked_for()
    {
        JsonNode answer = await _sandbox.AnswerAsync(Request());

        Assert.Null(answer["choices"]![0]!["message"]!["tool_calls"]);
    }

    [Fact]
    public async Task A_tool_is_called_with_the_given_arguments()
    {
        JsonObject call = new() { ["name"] = "get_time", ["arguments"] = new JsonObject { ["zone"] = "UTC" } };
        JsonNode choice = (await _sandbox.AnswerAsync(Request(new JsonObject { ["tool_call"] = call })))["choices"]![0]!;

        JsonNode made = Assert.Single(choice["message"]!["tool_calls"]!.AsArray())!;
        Assert.Equal("get_time", (string?)made["function"]!["name"]);
        Assert.Equal("""{"zone":"UTC"}""", (string?)made["function"]!["arguments"]);
        Assert.Equal("tool_calls", (string?)choice["finish_reason"]);
        Assert.Null(choice["message"]!["content"]);
    }

    [Fact]
    public async Task Several_tools_are_called_at_once_each_with_an_id_of_its_own()
    {
        JsonArray calls = [new JsonObject { ["name"] = "get_weather" }, new JsonObject { ["name"] = "get_time" }];
        JsonArray made = (await _sandbox.AnswerAsync(Request(new JsonObject { ["tool_call"] = calls })))["choices"]![0]!["message"]!["tool_calls"]!.AsArray();

        Assert.Equal(["get_weather", "get_time"], made.Select(static call => (string?)call!["function"]!["name"]));
        Assert.Equal(2, made.Select(static call => (string?)call!["id"]).Distinct().Count());
        Assert.Equal("""{"city":""}""", (string?)made[0]!["function"]!["arguments"]);
        Assert.Equal("{}", (string?)made[1]!["function"]!["arguments"]);
    }

    [Theory]
    [InlineData("\"required\"", "get_weather")]
    [InlineData("""{"type":"function","function":{"name":"get_time"}}""", "get_time")]
    public async Task A_forced_tool_is_called_with_the_smallest_arguments(string toolChoice, string expected)
    {
        JsonObject request = Request();
        request["tool_choice"] = JsonNode.Parse(toolChoice);

        JsonNode call = (await _sandbox.AnswerAsync(request))["choices"]![0]!["message"]!["tool_calls"]![0]!;

        Assert.Equal(expected, (string?)call["function"]!["name"]);
    }

    [Fact]
    public async Task After_the_result_the_same_options_give_an_answer_in_words()
    {
        JsonObject request = Request(new JsonObject { ["tool_call"] = new JsonObject() });
        request["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = "c", ["content"] = "22 °C" });

        JsonNode answer = await _sandbox.AnswerAsync(request);

        Assert.Equal("The tool said: 22 °C", (string?)answer["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task A_streamed_call_comes_as_its_name_and_pieces_of_its_arguments()
    {
        JsonObject arguments = new() { ["city"] = "San Francisco, California" };
        JsonObject request = Request(new JsonObject { ["tool_call"] = new JsonObject { ["arguments"] = arguments } });
        request["stream"] = true;

        JsonNode[] deltas = [.. (await _sandbox.EventsAsync(request))
            .Where(static payload => payload != "[DONE]")
            .Select(static payload => JsonNode.Parse(payload)!["choices"]![0]!["delta"]!["tool_calls"]?[0])
            .OfType<JsonNode>()];

        Assert.Equal("get_weather", (string?)deltas[0]["function"]!["name"]);
        Assert.StartsWith("call_", (string?)deltas[0]["id"], StringComparison.Ordinal);
        Assert.True(deltas.Length > 3);
        string joined = string.Concat(deltas.Select(static delta => (string?)delta["function"]!["arguments"]));
        Assert.True(JsonNode.DeepEquals(arguments, JsonNode.Parse(joined)));
    }

    [Fact]
    public async Task A_tool_that_the_request_does_not_have_is_refused()
    {
        JsonNode error = await _sandbox.RefusalAsync(Request(new JsonObject { ["tool_call"] = new JsonObject { ["name"] = "no_such" } }).ToJsonString());

        Assert.Equal("sandbox.tool_call.name", (string?)error["param"]);
    }

    public void Dispose() => _sandbox.Dispose();

    private static JsonObject Request(JsonObject? sandbox = null)
    {
        JsonObject request = SandboxCalls.Request("What is the weather?", sandbox);
        request["tools"] = JsonNode.Parse("""
            [{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}},
             {"type":"function","function":{"name":"get_time"}}]
            """);
        return request;
    }
}
