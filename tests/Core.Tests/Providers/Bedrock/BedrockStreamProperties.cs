using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Bedrock;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Bedrock;

public sealed class BedrockStreamProperties
{
    [Fact]
    public void Any_pieces_of_text_join_to_the_same_text() =>
        Check(static piece => new JsonObject { ["text"] = piece }, static delta => delta.Content);

    [Fact]
    public void Any_pieces_of_thinking_join_to_the_same_thinking() =>
        Check(static piece => new JsonObject { ["reasoningContent"] = new JsonObject { ["text"] = piece } }, static delta => delta.ReasoningContent);

    [Fact]
    public void Any_pieces_of_arguments_join_to_the_same_arguments() => Check(
        static piece => new JsonObject { ["toolUse"] = new JsonObject { ["input"] = piece } },
        static delta => delta.ToolCalls?[0].Function!.Arguments,
        whenEmpty: "{}",
        start: new JsonObject { ["toolUse"] = new JsonObject { ["toolUseId"] = "t", ["name"] = "f" } });

    private static void Check(Func<string, JsonObject> delta, Func<ChatDelta, string?> read, string whenEmpty = "", JsonObject? start = null) =>
        Prop.ForAll<string[]>(pieces =>
        {
            // JSON cannot carry half a surrogate pair.
            string[] sent = [.. pieces.Select(static piece => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(piece ?? "")))];
            string whole = string.Concat(sent);
            BedrockStream stream = new();
            List<ChatDelta> deltas =
            [
                .. Translate(stream, "messageStart", new JsonObject { ["role"] = "assistant" }),
                .. start is null ? [] : Translate(stream, "contentBlockStart", new JsonObject { ["contentBlockIndex"] = 0, ["start"] = start.DeepClone() }),
                .. sent.SelectMany(piece => Translate(stream, "contentBlockDelta", new JsonObject { ["contentBlockIndex"] = 0, ["delta"] = delta(piece) })),
                .. Translate(stream, "contentBlockStop", new JsonObject { ["contentBlockIndex"] = 0 }),
                .. Translate(stream, "messageStop", new JsonObject { ["stopReason"] = "end_turn" }),
            ];
            return string.Concat(deltas.Select(read)) == (whole.Length == 0 ? whenEmpty : whole)
                && deltas.Count(static piece => piece.Role == "assistant") == 1
                && deltas[0].Role == "assistant";
        }).QuickCheckThrowOnFailure();

    private static List<ChatDelta> Translate(BedrockStream stream, string type, JsonObject data) =>
    [
        .. stream
            .Translate(new StreamFrame(type, Encoding.UTF8.GetBytes(data.ToJsonString()), default))
            .SelectMany(static chunk => chunk.Choices)
            .Select(static choice => choice.Delta),
    ];
}
