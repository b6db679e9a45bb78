using System.Text.Json.Nodes;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxAnswerTests : IDisposable
{
    private readonly SandboxCalls _sandbox = new();

    [Fact]
    public async Task It_repeats_what_the_user_said_and_counts_words()
    {
        JsonNode answer = await _sandbox.AnswerAsync(SandboxCalls.Request("hello  there\n"));

        Assert.Equal("You said: hello  there\n", Text(answer));
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal("echo", (string?)answer["model"]);
        Assert.Equal(_sandbox.Clock.GetUtcNow().ToUnixTimeSeconds(), (long)answer["created"]!);
        Assert.Equal((2, 4, 6), Usage(answer));
    }

    [Fact]
    public async Task The_same_request_has_the_same_answer_and_another_one_another_id()
    {
        JsonNode first = await _sandbox.AnswerAsync(SandboxCalls.Request("a"));
        JsonNode again = await _sandbox.AnswerAsync(SandboxCalls.Request("a"));
        JsonNode other = await _sandbox.AnswerAsync(SandboxCalls.Request("b"));

        Assert.True(JsonNode.DeepEquals(first, again));
        Assert.NotEqual((string?)first["id"], (string?)other["id"]);
    }

    [Fact]
    public async Task The_limit_on_tokens_cuts_the_answer()
    {
        JsonObject request = SandboxCalls.Request("one two three");
        request["max_tokens"] = 3;

        JsonNode answer = await _sandbox.AnswerAsync(request);

        Assert.Equal("You said: one", Text(answer));
        Assert.Equal("length", (string?)answer["choices"]![0]!["finish_reason"]);
        Assert.Equal(3, (int)answer["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task An_answer_as_long_as_the_limit_is_not_cut()
    {
        JsonObject request = SandboxCalls.Request("one");
        request["max_completion_tokens"] = 3;

        Assert.Equal("stop", (string?)(await _sandbox.AnswerAsync(request))["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task The_first_stop_sequence_ends_the_answer()
    {
        JsonObject request = SandboxCalls.Request("one two three");
        request["stop"] = new JsonArray("three", " two");

        JsonNode answer = await _sandbox.AnswerAsync(request);

        Assert.Equal("You said: one", Text(answer));
        Assert.Equal("stop", (string?)answer["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Alternatives_are_alike_and_all_of_them_are_counted()
    {
        JsonObject request = SandboxCalls.Request("x");
        request["n"] = 3;

        JsonNode answer = await _sandbox.AnswerAsync(request);

        Assert.Equal([0, 1, 2], answer["choices"]!.AsArray().Select(static choice => (int)choice!["index"]!));
        Assert.All(answer["choices"]!.AsArray(), static choice => Assert.Equal("You said: x", (string?)choice!["message"]!["content"]));
        Assert.Equal(9, (int)answer["usage"]!["completion_tokens"]!);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "You")]
    [InlineData(5, "You said: x You said:")]
    public async Task The_answer_is_as_long_as_asked_for(int tokens, string expected)
    {
        JsonNode answer = await _sandbox.AnswerAsync(SandboxCalls.Request("x", new JsonObject { ["tokens"] = tokens }));

        Assert.Equal(expected, Text(answer));
        Assert.Equal(tokens, (int)answer["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Counts_can_be_dictated_and_thinking_is_part_of_the_completion()
    {
        JsonObject sandbox = new() { ["prompt_tokens"] = 1000, ["cached_tokens"] = 900, ["reasoning_tokens"] = 2 };

        JsonNode answer = await _sandbox.AnswerAsync(SandboxCalls.Request("x", sandbox));

        Assert.Equal((1000, 5, 1005), Usage(answer));
        Assert.Equal(900, (int)answer["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        Assert.Equal(2, (int)answer["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!);
        Assert.Equal("I think", (string?)answer["choices"]![0]!["message"]!["reasoning_content"]);
    }

    [Fact]
    public async Task A_json_object_is_answered_with_one()
    {
        JsonObject request = SandboxCalls.Request("a \"b\"");
        request["response_format"] = new JsonObject { ["type"] = "json_object" };

        Assert.Equal("a \"b\"", (string?)JsonNode.Parse(Text(await _sandbox.AnswerAsync(request)))!["echo"]);
    }

    [Fact]
    public async Task A_json_schema_is_answered_with_a_value_of_it()
    {
        JsonObject request = SandboxCalls.Request();
        request["response_format"] = JsonNode.Parse("""
            {"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"age":{"type":"integer","minimum":18}},"required":["age"]}}}
            """);

        Assert.Equal("""{"age":18}""", Text(await _sandbox.AnswerAsync(request)));
    }

    [Fact]
    public async Task Every_word_of_every_message_is_a_prompt_token_and_an_empty_prompt_has_one()
    {
        JsonObject request = SandboxCalls.Request();
        request["messages"] = JsonNode.Parse("""[{"role":"system","content":"be brief"},{"role":"user","content":[{"type":"text","text":"a b c"}]}]""");
        Assert.Equal(5, Usage(await _sandbox.AnswerAsync(request)).Prompt);

        Assert.Equal(1, Usage(await _sandbox.AnswerAsync(SandboxCalls.Request(""))).Prompt);
    }

    public void Dispose() => _sandbox.Dispose();

    private static string Text(JsonNode answer) => (string)answer["choices"]![0]!["message"]!["content"]!;

    private static (int Prompt, int Completion, int Total) Usage(JsonNode answer) =>
        ((int)answer["usage"]!["prompt_tokens"]!, (int)answer["usage"]!["completion_tokens"]!, (int)answer["usage"]!["total_tokens"]!);
}
