using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Cohere;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Cohere;

public sealed class CohereStreamProperties
{
    [Fact]
    public void Any_pieces_of_text_join_to_the_same_text() =>
        Check(static piece => Event("content-delta", "content", new JsonObject { ["text"] = piece }), static delta => delta.Content);

    [Fact]
    public void Any_pieces_of_thinking_join_to_the_same_thinking() =>
        Check(static piece => Event("content-delta", "content", new JsonObject { ["thinking"] = piece }), static delta => delta.ReasoningContent);

    [Fact]
    public void Any_pieces_of_a_plan_join_to_the_same_text() =>
        Check(static piece => Event("tool-plan-delta", "tool_plan", piece), static delta => delta.Content);

    [Fact]
    public void Any_pieces_of_arguments_join_to_the_same_arguments() => Check(
        static piece => Event("tool-call-delta", "tool_calls", new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } }),
        static delta => delta.ToolCalls?[0].Function!.Arguments,
        start: Event("tool-call-start", "tool_calls", new JsonObject { ["id"] = "a", ["function"] = new JsonObject { ["name"] = "f", ["arguments"] = "" } }),
        whenEmpty: "{}");

    private static void Check(Func<string, JsonObject> piece, Func<ChatDelta, string?> read, JsonObject? start = null, string whenEmpty = "") =>
        Prop.ForAll<string[]>(pieces =>
        {
            // JSON cannot carry half a surrogate pair.
            string[] sent = [.. pieces.Select(static text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? "")))];
            string whole = string.Concat(sent);
            List<ChatDelta> deltas = Translate([.. start is null ? [] : new[] { start }, .. sent.Select(piece), End()]);

            return string.Concat(deltas.Select(read)) == (whole.Length == 0 ? whenEmpty : whole)
                && deltas.Count(static delta => delta.Role == "assistant") == 1
                && deltas[0].Role == "assistant";
        }).QuickCheckThrowOnFailure();

    private static JsonObject Event(string type, string field, JsonNode value) =>
        new() { ["type"] = type, ["index"] = 0, ["delta"] = new JsonObject { ["message"] = new JsonObject { [field] = value } } };

    private static JsonObject End() => new() { ["type"] = "message-end", ["delta"] = new JsonObject { ["finish_reason"] = "COMPLETE" } };

    private static List<ChatDelta> Translate(IEnumerable<JsonObject> events)
    {
        CohereStream stream = new();
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
