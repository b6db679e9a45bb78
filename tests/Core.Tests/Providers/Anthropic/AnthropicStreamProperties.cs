using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Anthropic;

public sealed class AnthropicStreamProperties
{
    [Fact]
    public void Any_pieces_of_text_join_to_the_same_text() => Check("text", "text_delta", "text", static delta => delta.Content);

    [Fact]
    public void Any_pieces_of_thinking_join_to_the_same_thinking() =>
        Check("thinking", "thinking_delta", "thinking", static delta => delta.ReasoningContent);

    [Fact]
    public void Any_pieces_of_arguments_join_to_the_same_arguments() =>
        Check("tool_use", "input_json_delta", "partial_json", static delta => delta.ToolCalls?[0].Function!.Arguments, whenEmpty: "{}");

    private static void Check(string block, string delta, string field, Func<ChatDelta, string?> read, string whenEmpty = "") =>
        Prop.ForAll<string[]>(pieces =>
        {
            // JSON cannot carry half a surrogate pair.
            string[] sent = [.. pieces.Select(static piece => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece ?? "")))];
            string whole = string.Concat(sent);

            List<ChatDelta> deltas = Translate(
            [
                new JsonObject { ["type"] = "message_start", ["message"] = new JsonObject { ["id"] = "msg_1", ["model"] = "claude-opus-5-5" } },
                new JsonObject { ["type"] = "content_block_start", ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = block } },
                .. sent.Select(piece => new JsonObject
                {
                    ["type"] = "content_block_delta",
                    ["index"] = 0,
                    ["delta"] = new JsonObject { ["type"] = delta, [field] = piece },
                }),
                new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 },
                new JsonObject { ["type"] = "message_delta", ["delta"] = new JsonObject { ["stop_reason"] = "end_turn" } },
                new JsonObject { ["type"] = "message_stop" },
            ]);

            return string.Concat(deltas.Select(read)) == (whole.Length == 0 ? whenEmpty : whole)
                && deltas.Count(static piece => piece.Role == "assistant") == 1
                && deltas[0].Role == "assistant";
        }).QuickCheckThrowOnFailure();

    private static List<ChatDelta> Translate(IEnumerable<JsonObject> events)
    {
        AnthropicStream stream = new();
        List<ChatDelta> deltas =
        [
            .. events
                .SelectMany(data => stream.Translate(new StreamFrame(null, Encoding.UTF8.GetBytes(data.ToJsonString()), default)))
                .SelectMany(static chunk => chunk.Choices)
                .Select(static choice => choice.Delta),
        ];
        Assert.True(stream.IsComplete);
        return deltas;
    }
}
