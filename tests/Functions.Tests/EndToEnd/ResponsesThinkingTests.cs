using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd;

/// <summary>
/// Tool loops with models that think: what a provider signed comes back to it as it was, whether the app sends the items
/// back or the gateway keeps them, streamed or not.
/// </summary>
public sealed class ResponsesThinkingTests
{
    private const string Path = "/v1/responses";

    private const string Tool = """{"type":"function","name":"f","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}""";

    private static readonly string[] Thinking =
    [
        """{"type":"thinking","thinking":"Paris, then.","signature":"c2lnbmVk"}""",
        """{"type":"redacted_thinking","data":"aGlkZGVu"}""",
        """{"type":"text","text":"Let me see."}""",
        """{"type":"tool_use","id":"toolu_1","name":"f","input":{"city":"Paris"}}""",
    ];

    private static readonly string[] Parts =
    [
        """{"text":"Paris, then.","thought":true,"thoughtSignature":"dGhvdWdodA=="}""",
        """{"text":"Let me see.","thoughtSignature":"dGV4dA=="}""",
        """{"functionCall":{"id":"call_1","name":"f","args":{"city":"Paris"}},"thoughtSignature":"Y2FsbA=="}""",
        """{"functionCall":{"id":"call_2","name":"f","args":{"city":"Oslo"}}}""",
    ];

    public static TheoryData<bool, bool> Ways => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Anthropics_signed_thinking_comes_back_to_it(bool streamed, bool isKept)
    {
        string whole = $$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[{{{string.Join(',', Thinking)}}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}""";
        await using ScriptedProvider provider = streamed ? ScriptedProvider.Streaming("text/event-stream", AnthropicStream()) : ScriptedProvider.Answering(200, whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("anthropic", provider);

        await LoopAsync(gateway, "anthropic/claude-opus-4-6", streamed, isKept);

        JsonElement messages = JsonElement.Parse(provider.Requests[1].Body).GetProperty("messages");
        Assert.Equal(Thinking, messages[1].GetProperty("content").EnumerateArray().Select(static block => block.GetRawText()));
        Assert.Equal("tool_result", messages[2].GetProperty("content")[0].GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Geminis_signatures_come_back_to_it_where_they_were(bool streamed, bool isKept)
    {
        string[] events = [.. Parts.Select(part => $$"""data: {"candidates":[{"content":{"role":"model","parts":[{{part}}]},"index":0{{(part == Parts[^1] ? ",\"finishReason\":\"STOP\"" : "")}}}],"responseId":"r1"}""" + "\r\n\r\n")];
        string whole = $$"""{"candidates":[{"content":{"role":"model","parts":[{{string.Join(',', Parts)}}]},"finishReason":"STOP","index":0}],"responseId":"r1"}""";
        await using ScriptedProvider provider = streamed ? ScriptedProvider.Streaming("text/event-stream", events) : ScriptedProvider.Answering(200, whole);
        await using GatewayApp gateway = await GatewayApp.StartAsync("gemini", provider);

        await LoopAsync(gateway, "gemini/gemini-3-pro-preview", streamed, isKept);

        JsonElement contents = JsonElement.Parse(provider.Requests[1].Body).GetProperty("contents");
        JsonElement[] parts = [.. contents[1].GetProperty("parts").EnumerateArray()];
        Assert.Equal(Parts.Length, parts.Length);
        Assert.All(parts.Zip(Parts), static pair => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(pair.Second), pair.First), pair.First.GetRawText()));
        Assert.Equal(2, contents[2].GetProperty("parts").GetArrayLength());
    }

    /// <summary>Asks, then answers every call: by sending all items back, or by the id of the response.</summary>
    private static async Task LoopAsync(GatewayApp gateway, string model, bool streamed, bool isKept)
    {
        string common = $$""" "model":"{{model}}","reasoning":{"effort":"high"},"stream":{{(streamed ? "true" : "false")}},"tools":[{{Tool}}] """;
        GatewayAnswer first = await gateway.Caller.AskAsync($$"""{{{common}},"input":"How warm is it?","store":{{(isKept ? "true" : "false")}}}""", Path);
        Assert.True(first.Code == 200, first.Text);
        JsonElement response = streamed ? first.Chunks[^1].GetProperty("response") : first.Json;
        Assert.Equal("completed", response.GetProperty("status").GetString());
        JsonElement[] output = [.. response.GetProperty("output").EnumerateArray()];
        string results = string.Join(',', output.Where(static item => item.GetProperty("type").ValueEquals("function_call"))
            .Select(static item => $$"""{"type":"function_call_output","call_id":{{item.GetProperty("call_id").GetRawText()}},"output":"18"}"""));
        string input = isKept
            ? $""" "previous_response_id":{response.GetProperty("id").GetRawText()},"input":[{results}] """
            : $$""" "input":[{"role":"user","content":"How warm is it?"},{{string.Join(',', output.Select(static item => item.GetRawText()))}},{{results}}] """;

        GatewayAnswer second = await gateway.Caller.AskAsync($$"""{{{common}},{{input}}}""", Path);

        Assert.True(second.Code == 200, second.Text);
        Assert.False(second.Headers.TryGetValue("x-llm-dropped", out string? dropped), dropped);
    }

    private static string[] AnthropicStream()
    {
        List<string> events = [Event("""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-4-6","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}""")];
        (string Start, string[] Deltas)[] blocks =
        [
            ("""{"type":"thinking","thinking":"","signature":""}""", ["""{"type":"thinking_delta","thinking":"Paris,"}""", """{"type":"thinking_delta","thinking":" then."}""", """{"type":"signature_delta","signature":"c2lnbmVk"}"""]),
            ("""{"type":"redacted_thinking","data":"aGlkZGVu"}""", []),
            ("""{"type":"text","text":""}""", ["""{"type":"text_delta","text":"Let me see."}"""]),
            ("""{"type":"tool_use","id":"toolu_1","name":"f","input":{}}""", ["""{"type":"input_json_delta","partial_json":"{\"city\":"}""", """{"type":"input_json_delta","partial_json":"\"Paris\"}"}"""]),
        ];
        for (int i = 0; i < blocks.Length; i++)
        {
            events.Add(Event($$"""{"type":"content_block_start","index":{{i}},"content_block":{{blocks[i].Start}}}"""));
            events.AddRange(blocks[i].Deltas.Select(delta => Event($$"""{"type":"content_block_delta","index":{{i}},"delta":{{delta}}}""")));
            events.Add(Event($$"""{"type":"content_block_stop","index":{{i}}}"""));
        }

        events.Add(Event("""{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":1}}"""));
        events.Add(Event("""{"type":"message_stop"}"""));
        return [.. events];
    }

    private static string Event(string data) => $"event: {JsonElement.Parse(data).GetProperty("type").GetString()}\ndata: {data}\n\n";
}
